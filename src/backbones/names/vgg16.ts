import { torchNaming } from '../naming.ts'

/** Where each block begins in torch's flat list; a convolution and its ReLU take two places, the pool one. */
const starts = [0, 5, 10, 17, 24]

/** `vgg16` of torchvision and timm: the same names but for the classifier. */
export const vgg16Names = [
  torchNaming('torch', layer => {
    const [, block, convolution] = /^block(\d)_conv(\d)$/.exec(layer) ?? []
    return `features.${(starts[Number(block) - 1] ?? 0) + 2 * (Number(convolution) - 1)}`
  }),
]
