import type { Graph, Layer, Operation } from './graph.ts'
import { singleTensorLayers } from './single-tensor.ts'

/** A convolution with what completes it, or branches that meet; ends where a single tensor carries everything. */
interface Unit {
  readonly end: Layer
  /** Branches were added or joined in it. */
  readonly isMerge: boolean
}

/**
 * The blocks of a network that declares none. Each ends where a single tensor carries everything. Norms, activations
 * and pooling belong to the convolution before them, padding to the one after, a depthwise convolution to the pointwise
 * one after; a stretch wider than its neighbours on both sides is the inside of a block (the inverted bottlenecks of
 * MobileNet), unless branches meet there.
 */
export function findCuts(layers: Graph['layers']): Graph['cuts'] {
  const units = unitsOf(layers)
  const widths = units.map(({ end }) => end.shape[2])
  const ends = units.filter(
    ({ isMerge }, i) => i === 0 || i === units.length - 1 || isMerge || !isPeak(widths, i),
  )
  return ends.map(({ end }) => ({ block: end.name, layer: end.name }))
}

function unitsOf(layers: Graph['layers']): Unit[] {
  const line = singleTensorLayers(layers)
  const onLine = new Set(line)
  const units: Unit[] = []
  let begin = 0
  for (const [i, end] of line.entries()) {
    const rest = line.slice(i + 1)
    const part = layers.slice(begin, layers.indexOf(end) + 1)
    const main = part.filter(layer => onLine.has(layer))
    if (rest.length > 0 && (part.every(isBare) || !isEnd(main, rest))) continue
    units.push({ end, isMerge: main.some(isMerging) })
    begin += part.length
  }
  return units
}

const isBare = ({ weights }: Layer) => weights.length === 0
const isMerging = ({ operation: { op } }: Layer) => op === 'add' || op === 'concat' || op === 'scaledAdd'

/** Whether the unit with these layers on the line is complete, given the rest of the line. */
function isEnd(unit: readonly Layer[], [next, afterNext]: readonly Layer[]): boolean {
  const last = unit.at(-1)
  const main = unit.findLast(layer => isConvolution(layer) || layer.inputs.length > 1)
  if (last === undefined || main === undefined || isPadding(last)) return false
  const isDirect = next?.inputs.length === 1 && next.inputs[0] === last.name
  if (isDirect && completes(isPadding(next) ? afterNext : next, main)) return false
  return main.operation.op !== 'depthwiseConv2d'
}

const isConvolution = ({ operation: { op } }: Layer) => op === 'conv2d' || op === 'depthwiseConv2d'
const isPadding = ({ operation: { op } }: Layer) => op === 'zeroPad' || op === 'crop'

/** After branches have met, a norm begins what follows. */
function completes(layer: Layer | undefined, main: Layer): boolean {
  const op = layer?.operation.op
  if (op === 'batchNorm' || op === 'layerNorm') return isConvolution(main)
  return op !== undefined && completing.has(op)
}

const completing = new Set<Operation['op']>([
  'activation',
  'maxPool',
  'avgPool',
  'affine',
  'layerScale',
  'dropout',
  'identity',
])

/** Whether the nearest other widths on both sides are smaller. */
function isPeak(widths: readonly number[], i: number): boolean {
  const width = widths[i] ?? 0
  const isOther = (other: number) => other !== width
  const before = widths.slice(0, i).findLast(isOther) ?? 0
  const after = widths.slice(i + 1).find(isOther) ?? width
  return before < width && after < width
}
