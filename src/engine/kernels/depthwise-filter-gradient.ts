import type { Tensor, Tensor2D, Tensor4D } from '../tf.ts'
import { tf } from '../tf.ts'
import { image, shape4D } from './arguments.ts'
import type { Axis, Geometry } from './geometry.ts'
import { convGeometry } from './geometry.ts'
import type { Kernel } from './kernel.ts'
import { channelSums, padOrCrop, subsample } from './spatial.ts'

/** Numbers in one group of images: a few such tensors stay in a core's cache. */
const groupSize = 100_000

/**
 * The gradient of a depthwise convolution towards its filter: for each tap of the window, x laid on dy with that
 * tap's shift, multiplied and summed. Done for a few images at a time.
 */
export const depthwiseFilterGradient: Kernel = {
  name: 'DepthwiseConv2dNativeBackpropFilter',
  compute({ inputs, attrs }) {
    const filterShape = shape4D(attrs, 'filterShape')
    const [x, dy] = [image(inputs, 'x'), image(inputs, 'dy')]
    const geometry = convGeometry(x.shape, filterShape, attrs, true)
    const [n, h, w, c] = x.shape
    const images = Math.max(1, Math.floor(groupSize / (h * w * c)))
    const sums: Tensor[] = []
    for (let start = 0; start < n; start += images)
      sums.push(
        tf.tidy(() => {
          const count = Math.min(images, n - start)
          const [some, someDy] = [take(x, start, count), take(dy, start, count)]
          return tapSums(repeatChannels(some, filterShape[3]), someDy, geometry)
        }),
      )
    return tf.addN(sums).reshape(filterShape)
  },
}

/** [taps, channels]. x and dy lie on one canvas with zeros around, so that shifting is padding. */
function tapSums(x: Tensor4D, dy: Tensor4D, [rows, columns]: Geometry): Tensor2D {
  const [down, across] = [canvas(rows), canvas(columns)]
  const target = padOrCrop(
    dy,
    ends(down.origin, rows.out, down.length),
    ends(across.origin, columns.out, across.length),
  )
  const phases = new Map<string, Tensor4D>()
  const phase = (top: number, left: number): Tensor4D => {
    const known = phases.get(`${top},${left}`)
    const made = known ?? subsample(padOrCrop(x, [top, 0], [left, 0]), rows.stride, columns.stride)
    phases.set(`${top},${left}`, made)
    return made
  }
  const sums = down.taps.flatMap(row =>
    across.taps.map(column => {
      const sampled = phase(row.lead, column.lead)
      const top = ends(down.origin + row.shift, sampled.shape[1], down.length)
      const left = ends(across.origin + column.shift, sampled.shape[2], across.length)
      return tf.tidy(() => channelSums(tf.mul(padOrCrop(sampled, top, left), target)))
    }),
  )
  return tf.concat(sums, 0)
}

/** Tap k of the window reads x at `stride · (o − shift) − lead` for output o. */
interface Tap {
  readonly lead: number
  readonly shift: number
}

const ends = (start: number, size: number, length: number) => [start, length - start - size] as const

/** Where the taps lie along one axis, where dy starts so that no shift is negative, and the length that holds all. */
function canvas(axis: Axis): { taps: Tap[]; origin: number; length: number } {
  const taps = Array.from({ length: axis.window }, (_, k): Tap => {
    const offset = axis.before - k * axis.dilation
    const lead = ((offset % axis.stride) + axis.stride) % axis.stride
    return { lead, shift: (offset - lead) / axis.stride }
  })
  const origin = Math.max(0, -Math.min(...taps.map(tap => tap.shift)))
  const reach = taps.map(({ lead, shift }) => origin + shift + Math.ceil((axis.size + lead) / axis.stride))
  return { taps, origin, length: Math.max(...reach, origin + axis.out) }
}

function take(x: Tensor4D, start: number, count: number): Tensor4D {
  const [n, h, w, c] = x.shape
  return count === n ? x : tf.slice(x, [start, 0, 0, 0], [count, h, w, c])
}

/** Each channel `times` in a row, as the outputs of a depthwise convolution lie. */
export function repeatChannels(x: Tensor4D, times: number): Tensor4D {
  const [n, h, w, c] = x.shape
  return times === 1 ? x : tf.tile(x.reshape([n * h * w * c, 1]), [1, times]).reshape([n, h, w, c * times])
}
