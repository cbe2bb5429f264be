/** The convolutions of an inverted residual block in their order; `reduce` and `restore` are its squeeze-and-excite. */
export type Part = 'expand' | 'depthwise' | 'reduce' | 'restore' | 'project'

/** A convolution, or the batch norm after it. The first block of a network (0) does not expand. */
export interface Piece {
  readonly block: number
  readonly part: Part
  readonly isNorm: boolean
}

/** Which stage a block is in, and which of its blocks. */
export function placeOf(
  block: number,
  repetitions: readonly number[],
): readonly [stage: number, index: number] {
  let [stage, index] = [0, block]
  for (const count of repetitions) {
    if (index < count) break
    index -= count
    stage++
  }
  return [stage, index]
}

/** timm: `blocks.2.0.conv_dw`; in the block that does not expand the projection is called `conv_pw`. */
export function timmModule({ block, part, isNorm }: Piece, repetitions: readonly number[]): string {
  const [stage, index] = placeOf(block, repetitions)
  const prefix = `blocks.${stage}.${index}`
  if (part === 'reduce' || part === 'restore')
    return `${prefix}.se.conv_${part === 'reduce' ? 'reduce' : 'expand'}`
  const names = block === 0 ? { depthwise: 'conv_dw', project: 'conv_pw' } : timmNames
  const order = Object.keys(names).indexOf(part) + 1
  return `${prefix}.${isNorm ? `bn${order}` : { ...timmNames, ...names }[part]}`
}
const timmNames = { expand: 'conv_pw', depthwise: 'conv_dw', project: 'conv_pwl' } as const

/** torchvision: `block.1.0`, or `block.2.fc1` in the squeeze-and-excite that some blocks have. */
export function visionModule({ block, part, isNorm }: Piece, hasGate: boolean): string {
  const steps = [...(block === 0 ? [] : ['expand']), 'depthwise', ...(hasGate ? ['gate'] : []), 'project']
  if (part === 'reduce' || part === 'restore')
    return `block.${steps.indexOf('gate')}.${part === 'reduce' ? 'fc1' : 'fc2'}`
  return `block.${steps.indexOf(part)}.${isNorm ? 1 : 0}`
}
