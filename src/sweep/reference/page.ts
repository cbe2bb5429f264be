import { jsonSchema } from '../json-schema.ts'
import { detailsTable, keysTable, metricsTable, prunersTable, recipeTable, samplersTable } from './tables.ts'
import { type Described, formsIn, propertiesOf } from './words.ts'

/** docs/reference.md: all that a search-space file can say, from the lists and schemas of the program. */
export function referencePage(): string {
  const whole = jsonSchema()
  const part = (name: string) => named(propertiesOf(whole), name)
  const recipe = part('recipe')
  const sections = [
    `# Search-space reference

All that a search-space file can say. \`npm run schema\` writes this page from the program's own lists;
[\`search-spaces/quickstart.yaml\`](../search-spaces/quickstart.yaml) is a whole file with comments, and
[BACKBONES.md](../BACKBONES.md) is about the networks.`,
    `## The file\n\n${keysTable(whole)}`,
    ...propertiesOf(whole)
      .filter(([name, { properties }]) => properties !== undefined && name !== 'recipe' && name !== 'space')
      .map(([name, schema]) => `## ${name}\n\n${keysTable(schema)}`),
    `## Metrics\n\nEvery fold reports all of them; \`objective\` names the one that counts.\n\n${metricsTable()}`,
    `## sampler\n\n${samplersTable()}\n\n${detailsTable(part('sampler'))}`,
    `## pruner\n\n${prunersTable()}\n\n${detailsTable(part('pruner'))}`,
    `## recipe

Any of these can be fixed under \`recipe\`, or searched under \`space\` by the same name. Stage one trains the new head
on the frozen backbone, stage two the last blocks of the backbone, too.

${recipeTable(recipe)}`,
    ...propertiesOf(recipe)
      .filter(([, schema]) => formsIn(schema).some(({ properties }) => properties !== undefined))
      .map(
        ([name, schema]) => `### ${name}

${detailsTable(schema)}`,
      ),
    `## space

A searched value is a list of values, \`{ values: […], when: … }\`, or, for a number, a range:

${keysTable(rangeOf(named(propertiesOf(part('space')), 'learningRate')))}`,
  ]
  return `${sections.join('\n\n')}\n`
}

/** The form of a searched number that has ends. */
const rangeOf = (parameter: Described) =>
  formsIn(parameter).find(form => form.properties?.min !== undefined) ?? parameter

function named(entries: readonly [name: string, schema: Described][], name: string): Described {
  const [, schema] = entries.find(([candidate]) => candidate === name) ?? []
  if (schema === undefined) throw new RangeError(`the schema has no ${name}`)
  return schema
}
