import { torchNaming } from '../naming.ts'

/** Convolutions with batch norm in the order in which Keras numbers them (`conv2d`, `conv2d_1`, …), under torch's names. */
const prefixed = (prefix: string, names: string) => names.split(' ').map(name => `${prefix}.${name}`)
const repeated = (count: number, prefix: string, names: string) =>
  Array.from({ length: count }, (_, i) => prefixed(`${prefix}.${i}`, names)).flat()

const fine = 'branch1x1 branch5x5_1 branch5x5_2 branch3x3dbl_1 branch3x3dbl_2 branch3x3dbl_3 branch_pool'
const middle =
  'branch1x1 branch7x7_1 branch7x7_2 branch7x7_3 branch7x7dbl_1 branch7x7dbl_2 branch7x7dbl_3 branch7x7dbl_4 branch7x7dbl_5 branch_pool'
const coarse =
  'branch1x1 branch3x3_1 branch3x3_2a branch3x3_2b branch3x3dbl_1 branch3x3dbl_2 branch3x3dbl_3a branch3x3dbl_3b branch_pool'

const v3 = [
  ...['Conv2d_1a_3x3', 'Conv2d_2a_3x3', 'Conv2d_2b_3x3', 'Conv2d_3b_1x1', 'Conv2d_4a_3x3'],
  ...['Mixed_5b', 'Mixed_5c', 'Mixed_5d'].flatMap(block => prefixed(block, fine)),
  ...prefixed('Mixed_6a', 'branch3x3 branch3x3dbl_1 branch3x3dbl_2 branch3x3dbl_3'),
  ...['Mixed_6b', 'Mixed_6c', 'Mixed_6d', 'Mixed_6e'].flatMap(block => prefixed(block, middle)),
  ...prefixed('Mixed_7a', 'branch3x3_1 branch3x3_2 branch7x7x3_1 branch7x7x3_2 branch7x7x3_3 branch7x7x3_4'),
  ...['Mixed_7b', 'Mixed_7c'].flatMap(block => prefixed(block, coarse)),
]

const residual = 'branch0 branch1.0 branch1.1 branch1.2'
const resNetV2 = [
  ...['conv2d_1a', 'conv2d_2a', 'conv2d_2b', 'conv2d_3b', 'conv2d_4a'],
  ...prefixed('mixed_5b', 'branch0 branch1.0 branch1.1 branch2.0 branch2.1 branch2.2 branch3.1'),
  ...repeated(10, 'repeat', 'branch0 branch1.0 branch1.1 branch2.0 branch2.1 branch2.2'),
  ...prefixed('mixed_6a', residual),
  ...repeated(20, 'repeat_1', residual),
  ...prefixed('mixed_7a', 'branch0.0 branch0.1 branch1.0 branch1.1 branch2.0 branch2.1 branch2.2'),
  ...repeated(9, 'repeat_2', residual),
  ...prefixed('block8', residual),
]

function numbered(units: readonly string[], layer: string): string | undefined {
  const [, kind, number = 0] = /^(conv2d|batch_normalization)(?:_(\d+))?$/.exec(layer) ?? []
  return kind && `${units[Number(number)]}.${kind === 'conv2d' ? 'conv' : 'bn'}`
}

/** `inception_v3` of torchvision and timm: the same names. */
export const inceptionV3Names = [torchNaming('torch', layer => numbered(v3, layer) ?? layer)]

/** `inception_resnet_v2` of timm. */
export const inceptionResNetV2Names = [
  torchNaming('timm', layer => numbered(resNetV2, layer) ?? ends[layer] ?? joined(layer)),
]

const ends: Readonly<Record<string, string>> = {
  conv_7b: 'conv2d_7b.conv',
  conv_7b_bn: 'conv2d_7b.bn',
  block8_10_conv: 'block8.conv2d',
}
const stages: Readonly<Record<string, string>> = { '35': 'repeat', '17': 'repeat_1', '8': 'repeat_2' }

/** The convolution after a residual block's branches are joined: `block35_1_conv`. */
function joined(layer: string): string {
  const [, stage = '', number] = /^block(\d+)_(\d+)_conv$/.exec(layer) ?? []
  return `${stages[stage]}.${Number(number) - 1}.conv2d`
}
