import { torchNaming } from '../naming.ts'

/** `resnet50` of torchvision and timm: the same names; convolutions without bias. */
export const resNet50Names = [
  torchNaming(
    'torch',
    layer => {
      const [, stage, block, part, kind] = /^conv(\d)_block(\d+)_(\d)_(conv|bn)$/.exec(layer) ?? []
      if (kind === undefined) return layer === 'conv1_bn' ? 'bn1' : 'conv1'
      const own = part === '0' ? `downsample.${kind === 'conv' ? 0 : 1}` : `${kind}${part}`
      return `layer${Number(stage) - 1}.${Number(block) - 1}.${own}`
    },
    { zeroBias: true },
  ),
]
