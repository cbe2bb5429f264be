import { torchNaming } from '../naming.ts'

const ends: Readonly<Record<string, string>> = {
  conv1_conv: 'conv0',
  conv1_bn: 'norm0',
  bn: 'norm5',
}
const parts: Readonly<Record<string, string>> = {
  '0_bn': 'norm1',
  '1_conv': 'conv1',
  '1_bn': 'norm2',
  '2_conv': 'conv2',
}

/** `densenet121` of torchvision and timm: the same names. */
export const denseNet121Names = [
  torchNaming('torch', layer => {
    const end = ends[layer]
    if (end !== undefined) return `features.${end}`
    const [, pool, kind] = /^pool(\d)_(bn|conv)$/.exec(layer) ?? []
    if (pool !== undefined) return `features.transition${Number(pool) - 1}.${kind === 'bn' ? 'norm' : 'conv'}`
    const [, stage, block, part = ''] = /^conv(\d)_block(\d+)_(.*)$/.exec(layer) ?? []
    return `features.denseblock${Number(stage) - 1}.denselayer${block}.${parts[part]}`
  }),
]
