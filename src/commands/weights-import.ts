import { UserError } from '../base/errors.ts'
import { didYouMean } from '../base/suggest.ts'
import { backboneNames } from '../trial/backbone-names.ts'
import { type Imported, importWeights } from '../weights/import.ts'
import type { Output } from './output.ts'

/** Checks a weight file completely, keeps a copy and says how a search-space file asks for it. */
export async function weightsImportCommand(
  file: string,
  { backbone }: { backbone?: string } = {},
  out: Output = process.stdout,
): Promise<number> {
  const name = backboneNames.find(candidate => candidate.toLowerCase() === backbone?.toLowerCase())
  if (backbone !== undefined && name === undefined)
    throw new UserError(`"${backbone}" is not a backbone`, {
      where: '--backbone',
      next: didYouMean(backbone, backboneNames) || `They are: ${backboneNames.join(', ')}`,
    })
  out.write(`${importText(await importWeights(file, name))}\n`)
  return 0
}

const carriedOver =
  'If they were carried over from Keras, say so: { file: …, preprocessing: tf, padding: keras }'

function importText({ verdict, path, official }: Imported): string {
  const { backbone, library, preprocessing, parameters } = verdict
  const found = `${backbone}: all ${parameters.toLocaleString('en')} weights, names of ${library}, preprocessing ${preprocessing}`
  if (official === undefined)
    return [
      found,
      `It is not the official file, so it is kept as ${path}`,
      'In a search-space file, under recipe:',
      `  weights: { ${backbone}: ${JSON.stringify(path)} }`,
      ...(library === 'Keras' ? [] : [carriedOver]),
    ].join('\n')
  const trust =
    official.hash === undefined
      ? 'Keras publishes no hash of it: this one is remembered, and any later file is compared with it.'
      : `It is the official file: its ${official.hash.algorithm.toUpperCase()} is the published one.`
  return [found, trust, `\`weights: imagenet\` uses it for inputs of ${official.size} pixels: ${path}`].join(
    '\n',
  )
}
