import { torchNaming } from '../naming.ts'
import { type Part, timmPart, visionPart } from './inverted-residuals.ts'

const partOf: Readonly<Record<string, Part>> = {
  expand: 'expand',
  dw: 'depthwise',
  se_reduce: 'squeeze',
  se_expand: 'excite',
  project: 'project',
}

interface Place {
  readonly stage: number
  readonly index: number
  readonly part: Part
  readonly isNorm: boolean
  readonly hasExpansion: boolean
  readonly hasGate: true
}

/** From `block2b_expand_conv`, `block2b_bn` (after the depthwise one), `block2b_se_reduce`. */
function place(layer: string): Place {
  const [, number, letter = '', rest = ''] = /^block(\d)(\w)_(.*)$/.exec(layer) ?? []
  const isNorm = rest.endsWith('bn')
  const part = partOf[rest.replace(/_?(conv|bn)$/, '') || 'dw'] ?? 'depthwise'
  const stage = Number(number) - 1
  return { stage, index: letter.charCodeAt(0) - 97, part, isNorm, hasExpansion: stage > 0, hasGate: true }
}

const timmEnds: Readonly<Record<string, string>> = {
  stem_conv: 'conv_stem',
  stem_bn: 'bn1',
  top_conv: 'conv_head',
  top_bn: 'bn2',
}
const visionEnds: Readonly<Record<string, string>> = {
  stem_conv: 'features.0.0',
  stem_bn: 'features.0.1',
  top_conv: 'features.8.0',
  top_bn: 'features.8.1',
}

const timm = torchNaming('timm', layer => {
  const { stage, index, part, isNorm, ...parts } = place(layer)
  return timmEnds[layer] ?? `blocks.${stage}.${index}.${timmPart(part, isNorm, parts)}`
})

const vision = torchNaming('torchvision', layer => {
  const { stage, index, part, isNorm, ...parts } = place(layer)
  return visionEnds[layer] ?? `features.${stage + 1}.${index}.block.${visionPart(part, isNorm, parts)}`
})

/** `efficientnet_b0` of torchvision, `efficientnet_b0` and `tf_efficientnet_b0` of timm. */
export const efficientNetB0Names = [vision, timm]
