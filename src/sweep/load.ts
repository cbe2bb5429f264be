import nodePath from 'node:path'
import type { z } from 'zod'
import { UserError } from '../base/errors.ts'
import { firstFew } from '../base/file-errors.ts'
import { commonFolder } from '../base/folders.ts'
import type { Json } from '../base/hash.ts'
import { isRecord } from '../base/is-record.ts'
import { packageFileShown } from '../base/package-file.ts'
import { prunerSchema } from '../pruners/index.ts'
import { endsByItself, type SamplerOptions } from '../samplers/index.ts'
import type { Config } from '../space/parameter.ts'
import { orderByCondition } from '../space/space.ts'
import type { Recipe } from '../trial/recipe.ts'
import { withTexts } from './as-text.ts'
import { checkTogether, soundParameters } from './check.ts'
import type { dataSchema } from './data-schema.ts'
import { findingsOf } from './explain.ts'
import { type Finding, formatPath, type SchemaFinding, valueAtPath } from './finding.ts'
import { sendHome } from './misplaced.ts'
import { withOverrides } from './overrides.ts'
import { withAbsolutePaths } from './paths.ts'
import { withQueueFile } from './queue-file.ts'
import { wordsOf } from './rules.ts'
import { sweepSchema } from './schema.ts'
import { settledSpace } from './settled.ts'
import type { Source } from './source.ts'
import type { Budget, Sweep } from './sweep.ts'
import { readYamlFile } from './yaml-file.ts'

/** Trials of a sweep whose file sets no limit of any kind. */
const defaultTrials = 20

/**
 * Loads and checks a search-space file, with `overrides` such as "data.path=photos". Everything that is wrong is
 * told at once, each with its place: a UserError.
 */
export async function loadSweep(file: string, overrides: readonly string[] = []): Promise<Sweep> {
  const written = withOverrides(await readYamlFile(file), overrides)
  const source = await withAbsolutePaths(withTexts(await withQueueFile(withTexts(written))))
  const findings = [
    ...source.findings,
    ...findingsOf(sweepSchema, source.value).map(sendHome).map(inWords),
    ...(isRecord(source.value) ? checkTogether(source.value) : []),
  ]
  if (findings.length > 0) throw wrongFile(file, source, findings)
  return sweepFrom(file, source.value)
}

const inWords = ({ problem, ...place }: SchemaFinding): Finding => ({ ...place, message: wordsOf(problem) })

function sweepFrom(file: string, written: unknown): Sweep {
  const { $schema: _, name, data, budget, recipe, enqueue, ...parsed } = sweepSchema.parse(written)
  const { space, notes } = settledSpace(orderByCondition(soundParameters(written)), written)
  return {
    name: name ?? nodePath.basename(file).replace(/\.(ya?ml|json)$/i, ''),
    file: nodePath.resolve(file),
    data: { ...data, path: data.path ?? folderOf(data) },
    ...parsed,
    pruner: prunerFor(parsed, written),
    budget: limitOf(budget, parsed.sampler),
    recipe: onlyWritten(recipe, valueAtPath(written, ['recipe'])),
    space: Object.fromEntries(space),
    enqueue: Array.isArray(enqueue) ? enqueue.map(withoutGaps) : [],
    ...(notes.length === 0 ? {} : { notes }),
  }
}

/** What holds the images where the file does not say it. */
const folderOf = ({ table, train = [], test = [] }: z.output<typeof dataSchema>) =>
  table === undefined ? commonFolder([...train, ...test]) : nodePath.dirname(table)

/** One that is not given stops no trial that may be a good compromise. */
const prunerFor = ({ objective, pruner }: Pick<Sweep, 'objective' | 'pruner'>, written: unknown) =>
  objective.against !== undefined && valueAtPath(written, ['pruner']) === undefined
    ? prunerSchema.parse({ type: 'none' })
    : pruner

/** Samplers that come to an end by themselves need no limit; the others get one. */
function limitOf(budget: Budget = {}, sampler: SamplerOptions): Budget {
  const { until, ...limits } = budget
  const isLimited = Object.keys(budget).length > 0 || endsByItself(sampler)
  if (!isLimited) return { trials: defaultTrials }
  return until === undefined ? limits : { ...limits, until: until.padStart(5, '0') }
}

/** Fixed values only: a default is not a decision of the person. */
function onlyWritten(recipe: Recipe, written: unknown): Partial<Recipe> {
  const names = isRecord(written) ? Object.keys(written) : []
  return Object.fromEntries(Object.entries(recipe).filter(([name]) => names.includes(name)))
}

function withoutGaps(config: Readonly<Record<string, unknown>>): Config {
  return Object.fromEntries(
    Object.entries(config).filter((entry): entry is [string, Json] => entry[1] !== undefined),
  )
}

function wrongFile(file: string, source: Source, findings: readonly Finding[]): UserError {
  const lines = findings.map(({ path, at, message }) => {
    const [where, field] = [source.where(path, at), formatPath(path)]
    return { where, text: field === '' || where.endsWith(` ${field}`) ? message : `${field}: ${message}` }
  })
  lines.sort((a, b) => placeOf(a.where) - placeOf(b.where))
  const [first] = lines
  const next = `${packageFileShown('search-spaces/quickstart.yaml')} explains every key.`
  if (first !== undefined && lines.length === 1)
    return new UserError(first.text, { where: first.where, next })
  return new UserError(`${lines.length} things are wrong`, {
    where: file,
    details: firstFew(
      lines.map(({ where, text }) => `${where}: ${text}`),
      50,
    ),
    next,
  })
}

/** By line, then column; what has no line first. */
function placeOf(where: string): number {
  const [, line = 0, column = 0] = /:(\d+):(\d+)$/.exec(where) ?? []
  return Number(line) * 1e5 + Number(column)
}
