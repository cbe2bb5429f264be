import { torchNaming } from './naming.ts'

const repetitions = [1, 2, 3, 4, 3, 3, 1]

/** The block's number (the one without expansion is 0) and the part within it, from `block_3_project_BN`. */
function place(layer: string): { block: number; part: string } {
  const [, number, part = ''] = /^(?:expanded_conv|block_(\d+))_(.*)$/.exec(layer) ?? []
  return { block: Number(number ?? 0), part }
}

const visionEnds: Readonly<Record<string, string>> = {
  Conv1: 'features.0.0',
  bn_Conv1: 'features.0.1',
  Conv_1: 'features.18.0',
  Conv_1_bn: 'features.18.1',
}
const visionParts = ['0.0', '0.1', '1.0', '1.1', '2', '3']
const visionFirst = ['0.0', '0.1', '1', '2']
const parts = ['expand', 'expand_BN', 'depthwise', 'depthwise_BN', 'project', 'project_BN']

const vision = torchNaming('torchvision', layer => {
  const end = visionEnds[layer]
  if (end !== undefined) return end
  const { block, part } = place(layer)
  const index = parts.indexOf(part)
  return `features.${block + 1}.conv.${block === 0 ? visionFirst[index - 2] : visionParts[index]}`
})

const timmEnds: Readonly<Record<string, string>> = {
  Conv1: 'conv_stem',
  bn_Conv1: 'bn1',
  Conv_1: 'conv_head',
  Conv_1_bn: 'bn2',
}
const timmParts = ['conv_pw', 'bn1', 'conv_dw', 'bn2', 'conv_pwl', 'bn3']
const timmFirst = ['conv_dw', 'bn1', 'conv_pw', 'bn2']

const timm = torchNaming('timm', layer => {
  const end = timmEnds[layer]
  if (end !== undefined) return end
  const { block, part } = place(layer)
  let [stage, index] = [0, block]
  while (index >= (repetitions[stage] ?? Number.POSITIVE_INFINITY)) index -= repetitions[stage++] ?? 0
  const which = parts.indexOf(part)
  return `blocks.${stage}.${index}.${block === 0 ? timmFirst[which - 2] : timmParts[which]}`
})

/** `mobilenet_v2` of torchvision, `mobilenetv2_*` of timm. */
export const mobileNetV2Names = [vision, timm]
