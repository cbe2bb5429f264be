import { pruners } from '../../pruners/index.ts'
import { samplers } from '../../samplers/index.ts'
import { allMetrics, metricNames } from '../../trial/metrics/index.ts'
import { recipeNames, recipeValues } from '../../trial/recipe.ts'
import { code, type Described, defaultOf, formsIn, formsOf, propertiesOf } from './words.ts'

export function metricsTable(): string {
  const rows = metricNames.map(name => {
    const { goal, bounds, meaning } = allMetrics[name]
    const [lowest, highest] = bounds
    const range = Number.isFinite(highest) ? `${lowest} to ${highest}` : `from ${lowest}`
    return [code(name), range, goal === 'maximize' ? 'more' : 'less', meaning]
  })
  return table(['metric', 'values', 'better', 'meaning'], rows)
}

export const samplersTable = () =>
  table(
    ['sampler', 'meaning', 'needs a limit'],
    samplers.map(({ type, meaning, endsByItself }) => [
      code(type),
      meaning,
      endsByItself ? 'no, it ends by itself' : 'yes',
    ]),
  )

export const prunersTable = () =>
  table(
    ['pruner', 'meaning'],
    pruners.map(({ type, meaning }) => [code(type), meaning]),
  )

const readers = { head: 'one', fineTune: 'two', both: 'both', data: 'before' } as const

/** Which stage reads a value, and the rest from its schema. */
export function recipeTable(recipe: Described): string {
  const schemas = new Map(propertiesOf(recipe))
  const rows = recipeNames.map(name => {
    const { meaning, stage } = recipeValues[name]
    const schema = schemas.get(name) ?? {}
    return [code(name), formsOf(schema), defaultOf(schema), readers[stage], meaning]
  })
  return table(['value', 'can be', 'default', 'stage', 'meaning'], rows)
}

/** The keys of a mapping. */
export function keysTable(schema: Described): string {
  const required = new Set(schema.required)
  const rows = propertiesOf(schema)
    .filter(([name]) => name !== '$schema')
    .map(([name, inner]) => [
      code(name),
      formsOf(inner),
      required.has(name) ? 'needed' : defaultOf(inner),
      inner.description ?? '',
    ])
  return table(['key', 'can be', 'default', 'meaning'], rows)
}

/** The keys of each mapping that a value can be: one line a key, led by the mapping's type where it has one. */
export function detailsTable(schema: Described): string {
  const rows = formsIn(schema).flatMap(form =>
    propertiesOf(form)
      .filter(([name]) => name !== 'type')
      .map(([name, inner]) => [
        typeOf(form),
        code(name),
        formsOf(inner),
        defaultFor(form, name, inner),
        inner.description ?? '',
      ]),
  )
  const hasTypes = rows.some(([type]) => type !== '')
  const header = ['type', 'key', 'can be', 'default', 'meaning']
  return hasTypes
    ? table(header, rows)
    : table(
        header.slice(1),
        rows.map(row => row.slice(1)),
      )
}

function typeOf(form: Described): string {
  const [, type] = propertiesOf(form).find(([name]) => name === 'type') ?? []
  return type?.const === undefined ? '' : code(type.const)
}

const defaultFor = (form: Described, name: string, schema: Described) =>
  form.required?.includes(name) ? 'needed' : defaultOf(schema)

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, header.map(() => '---'), ...rows].map(
    cells => `| ${cells.map(escaped).join(' | ')} |`,
  )
  return lines.join('\n')
}

const escaped = (text: string) => text.replaceAll('|', '\\|')
