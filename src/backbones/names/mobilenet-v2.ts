import { torchNaming } from '../naming.ts'
import { type Part, placeIn, timmPart } from './inverted-residuals.ts'

const repetitions = [1, 2, 3, 4, 3, 3, 1]

/** From `block_3_project_BN`; the first block is `expanded_conv` and does not expand. */
function place(layer: string) {
  const [, block = 0, part = '', norm] = /^(?:expanded_conv|block_(\d+))_([a-z]+)(_BN)?$/.exec(layer) ?? []
  return { block: Number(block), part: partOf[part] ?? 'depthwise', isNorm: norm !== undefined }
}
const partOf: Readonly<Record<string, Part>> = {
  expand: 'expand',
  depthwise: 'depthwise',
  project: 'project',
}

const timmEnds: Readonly<Record<string, string>> = {
  Conv1: 'conv_stem',
  bn_Conv1: 'bn1',
  Conv_1: 'conv_head',
  Conv_1_bn: 'bn2',
}
const visionEnds: Readonly<Record<string, string>> = {
  Conv1: 'features.0.0',
  bn_Conv1: 'features.0.1',
  Conv_1: 'features.18.0',
  Conv_1_bn: 'features.18.1',
}

const timm = torchNaming('timm', layer => {
  const { block, part, isNorm } = place(layer)
  const { stage, index } = placeIn(repetitions, block)
  const own = timmPart(part, isNorm, { hasExpansion: block > 0, hasGate: false })
  return timmEnds[layer] ?? `blocks.${stage}.${index}.${own}`
})

const vision = torchNaming('torchvision', layer => {
  const { block, part, isNorm } = place(layer)
  const steps = block > 0 ? ['expand', 'depthwise', 'project'] : ['depthwise', 'project']
  const step = steps.indexOf(part)
  // The projection has no activation and so is not wrapped once more.
  const own = part === 'project' ? step + Number(isNorm) : `${step}.${Number(isNorm)}`
  return visionEnds[layer] ?? `features.${block + 1}.conv.${own}`
})

/** `mobilenet_v2` of torchvision, `mobilenetv2_*` of timm. */
export const mobileNetV2Names = [vision, timm]
