import { type Naming, torchNaming } from '../naming.ts'
import { type Part, placeIn, timmPart, visionPart } from './inverted-residuals.ts'

interface Kind {
  readonly repetitions: readonly number[]
  /** Blocks with squeeze and excite. */
  readonly gated: readonly number[]
}

const large: Kind = { repetitions: [1, 2, 3, 4, 2, 3], gated: [3, 4, 5, 10, 11, 12, 13, 14] }
const small: Kind = { repetitions: [1, 2, 3, 2, 3], gated: [0, 3, 4, 5, 6, 7, 8, 9, 10] }

const partOf: Readonly<Record<string, Part>> = {
  expand: 'expand',
  depthwise: 'depthwise',
  squeeze_excite_conv: 'squeeze',
  squeeze_excite_conv_1: 'excite',
  project: 'project',
}

/** From `expanded_conv_3_depthwise_bn`; the first block has no number. */
function place(layer: string, { gated }: Kind) {
  const [, number, rest = ''] = /^expanded_conv(?:_(\d+))?_(.*)$/.exec(layer) ?? []
  const block = Number(number ?? 0)
  const part = partOf[rest.replace(/_bn$/, '')] ?? 'depthwise'
  const parts = { hasExpansion: block > 0, hasGate: gated.includes(block) }
  return { block, part, isNorm: rest.endsWith('_bn'), parts }
}

function namesOf(kind: Kind): readonly Naming[] {
  const blocks = kind.repetitions.reduce((sum, count) => sum + count, 0)
  const timmEnds: Readonly<Record<string, string>> = {
    conv: 'conv_stem',
    conv_bn: 'bn1',
    conv_1: `blocks.${kind.repetitions.length}.0.conv`,
    conv_1_bn: `blocks.${kind.repetitions.length}.0.bn1`,
  }
  const visionEnds: Readonly<Record<string, string>> = {
    conv: 'features.0.0',
    conv_bn: 'features.0.1',
    conv_1: `features.${blocks + 1}.0`,
    conv_1_bn: `features.${blocks + 1}.1`,
  }
  const timm = torchNaming(
    'timm',
    layer => {
      const { block, part, isNorm, parts } = place(layer, kind)
      const { stage, index } = placeIn(kind.repetitions, block)
      return timmEnds[layer] ?? `blocks.${stage}.${index}.${timmPart(part, isNorm, parts)}`
    },
    // Weights trained in torch; those carried over from TensorFlow keep Keras' padding and epsilon.
    { beside: /^conv_head\./, epsilon: 1e-5 },
  )
  const vision = torchNaming('torchvision', layer => {
    const { block, part, isNorm, parts } = place(layer, kind)
    return visionEnds[layer] ?? `features.${block + 1}.block.${visionPart(part, isNorm, parts)}`
  })
  return [vision, timm]
}

/** `mobilenet_v3_large` of torchvision, `mobilenetv3_large_*` and `tf_mobilenetv3_large_*` of timm. */
export const mobileNetV3LargeNames = namesOf(large)
export const mobileNetV3SmallNames = namesOf(small)
