/** A process of its own for checking a weight file: `check-main.js <file> <backbone…>`; JSON on the last line of stdout. */
import { getBackbone } from '../backbones/index.ts'
import { parametersOf } from '../backbones/measure.ts'
import { UserError } from '../base/errors.ts'
import { type BackboneName, backboneNames } from '../trial/backbone-names.ts'
import type { Verdict } from './check.ts'
import { loadWeightFile } from './file.ts'

const [file = '', ...wanted] = process.argv.slice(2)
const verdicts: Verdict[] = []
for (const name of backboneNames.filter(candidate => wanted.includes(candidate)))
  verdicts.push(await verdictOf(name))
process.stdout.write(`\n${JSON.stringify(verdicts)}\n`)

async function verdictOf(name: BackboneName): Promise<Verdict> {
  const backbone = getBackbone(name)
  try {
    const { library, origin, preprocessing, graph } = await loadWeightFile(
      backbone,
      file,
      backbone.defaultSize,
      {},
    )
    const { family } = origin
    return { fits: true, backbone: name, library, family, preprocessing, parameters: parametersOf(graph) }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const { message, details, next } = error
    return { fits: false, backbone: name, message, details, ...(next !== undefined && { next }) }
  }
}
