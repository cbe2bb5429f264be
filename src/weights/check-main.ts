/** A process of its own for checking a weight file. */
import { getBackbone } from '../backbones/index.ts'
import { parametersOf } from '../backbones/measure.ts'
import { answerParent } from '../base/answer-parent.ts'
import { toPlain, UserError } from '../base/errors.ts'
import { type BackboneName, backboneNames } from '../trial/backbone-names.ts'
import type { CheckDialogue, Verdict } from './check.ts'
import { loadWeightFile } from './file.ts'

answerParent<CheckDialogue>(async ({ file, backbones }) => {
  const verdicts: Verdict[] = []
  for (const name of backboneNames.filter(candidate => backbones.includes(candidate)))
    verdicts.push(await verdictOf(file, name))
  return verdicts
})

async function verdictOf(file: string, name: BackboneName): Promise<Verdict> {
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
    return { fits: false, backbone: name, error: toPlain(error) }
  }
}
