import { torchNaming } from '../naming.ts'

const timmParts: Readonly<Record<string, string>> = {
  depthwise_conv: '.conv_dw',
  layernorm: '.norm',
  pointwise_conv_1: '.mlp.fc1',
  pointwise_conv_2: '.mlp.fc2',
  layer_scale: '',
}
const visionParts: Readonly<Record<string, string>> = {
  depthwise_conv: '.block.0',
  layernorm: '.block.2',
  pointwise_conv_1: '.block.3',
  pointwise_conv_2: '.block.5',
  layer_scale: '',
}

interface Library {
  /** Modules by Keras' layer names, without their common beginning. */
  readonly ends: Readonly<Record<string, string>>
  downsampling(stage: number): string
  block(stage: number, index: number, part: string): string
}

function moduleOf(layer: string, { ends, downsampling, block }: Library): string {
  const name = layer.replace(/^convnext_tiny_/, '')
  const [, kind, before] = /^downsampling_(layernorm|conv)_(\d)$/.exec(name) ?? []
  if (before !== undefined) return `${downsampling(Number(before) + 1)}.${kind === 'layernorm' ? 0 : 1}`
  const [, stage, index, part = ''] = /^stage_(\d)_block_(\d)_(.*)$/.exec(name) ?? []
  return ends[name] ?? block(Number(stage), Number(index), part)
}

const timm = torchNaming('timm', layer =>
  moduleOf(layer, {
    ends: { stem_conv: 'stem.0', stem_layernorm: 'stem.1', layer_normalization: 'head.norm' },
    downsampling: stage => `stages.${stage}.downsample`,
    block: (stage, index, part) => `stages.${stage}.blocks.${index}${timmParts[part]}`,
  }),
)

const vision = torchNaming(
  'torchvision',
  layer =>
    moduleOf(layer, {
      ends: {
        stem_conv: 'features.0.0',
        stem_layernorm: 'features.0.1',
        layer_normalization: 'classifier.0',
      },
      downsampling: stage => `features.${2 * stage}`,
      block: (stage, index, part) => `features.${2 * stage + 1}.${index}${visionParts[part]}`,
    }),
  { scale: 'layer_scale' },
)

/** `convnext_tiny` of torchvision and timm. */
export const convNeXtTinyNames = [vision, timm]
