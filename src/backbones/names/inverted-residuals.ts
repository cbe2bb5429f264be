/** Block `block` of all, counted over stages of so many blocks each: its stage and its place there. */
export function placeIn(repetitions: readonly number[], block: number): { stage: number; index: number } {
  let [stage, index] = [0, block]
  while (index >= (repetitions[stage] ?? Number.POSITIVE_INFINITY)) index -= repetitions[stage++] ?? 0
  return { stage, index }
}

/** A block's parts: `expand`, `depthwise`, `squeeze`, `excite`, `project`, as timm and torchvision name them. */
export type Part = 'expand' | 'depthwise' | 'squeeze' | 'excite' | 'project'

interface BlockParts {
  readonly hasExpansion: boolean
  readonly hasGate: boolean
}

/** timm's name within a block; its batch norms are numbered by the convolutions before them. */
export function timmPart(part: Part, isNorm: boolean, { hasExpansion }: BlockParts): string {
  if (part === 'squeeze') return 'se.conv_reduce'
  if (part === 'excite') return 'se.conv_expand'
  const convolutions = hasExpansion ? ['conv_pw', 'conv_dw', 'conv_pwl'] : ['conv_dw', 'conv_pw']
  const position = { expand: 0, depthwise: hasExpansion ? 1 : 0, project: hasExpansion ? 2 : 1 }[part]
  return isNorm ? `bn${position + 1}` : `${convolutions[position]}`
}

/** torchvision's name within a block: the parts that are there, numbered. */
export function visionPart(part: Part, isNorm: boolean, { hasExpansion, hasGate }: BlockParts): string {
  const depthwise = hasExpansion ? 1 : 0
  if (part === 'squeeze' || part === 'excite') return `${depthwise + 1}.fc${part === 'squeeze' ? 1 : 2}`
  const position = { expand: 0, depthwise, project: depthwise + (hasGate ? 2 : 1) }[part]
  return `${position}.${isNorm ? 1 : 0}`
}
