import { type Part, type Piece, timmModule } from './inverted-residual.ts'
import { torchNaming } from './naming.ts'

const repetitions = [1, 2, 3, 4, 3, 3, 1]

/** `expanded_conv_depthwise`, `block_3_project_BN`. */
function pieceOf(layer: string): Piece {
  const [, block = 0, part = '', norm] = /^(?:expanded_conv|block_(\d+))_([a-z]+)(_BN)?$/.exec(layer) ?? []
  return { block: Number(block), part: part as Part, isNorm: norm !== undefined }
}

const visionEnds: Readonly<Record<string, string>> = {
  Conv1: 'features.0.0',
  bn_Conv1: 'features.0.1',
  Conv_1: 'features.18.0',
  Conv_1_bn: 'features.18.1',
}

const vision = torchNaming('torchvision', layer => {
  const end = visionEnds[layer]
  if (end !== undefined) return end
  const { block, part, isNorm } = pieceOf(layer)
  const steps = block === 0 ? ['depthwise', 'project'] : ['expand', 'depthwise', 'project']
  const step = steps.indexOf(part)
  // The projection has no activation and so is not wrapped once more.
  const own = part === 'project' ? step + Number(isNorm) : `${step}.${Number(isNorm)}`
  return `features.${block + 1}.conv.${own}`
})

const timmEnds: Readonly<Record<string, string>> = {
  Conv1: 'conv_stem',
  bn_Conv1: 'bn1',
  Conv_1: 'conv_head',
  Conv_1_bn: 'bn2',
}

const timm = torchNaming('timm', layer => timmEnds[layer] ?? timmModule(pieceOf(layer), repetitions))

/** `mobilenet_v2` of torchvision, `mobilenetv2_*` of timm. */
export const mobileNetV2Names = [vision, timm]
