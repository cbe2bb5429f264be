import type { Tensor, Tensor4D } from '../tf.ts'
import { tf } from '../tf.ts'
import { image, shape4D } from './arguments.ts'
import type { Axis } from './geometry.ts'
import { convGeometry } from './geometry.ts'
import type { Kernel } from './kernel.ts'
import { channelSums, padOrCrop, subsample } from './spatial.ts'

/** Tap k of the window reads x at `stride · (o − shift) − lead` for output o. */
interface Tap {
  readonly lead: number
  readonly shift: number
}

/**
 * The gradient of a depthwise convolution towards its filter: for each tap of the window, x laid on dy with that
 * tap's shift, multiplied and summed. x and dy lie on one canvas with zeros around, so that shifting is padding.
 */
export const depthwiseFilterGradient: Kernel = {
  name: 'DepthwiseConv2dNativeBackpropFilter',
  compute({ inputs, attrs }) {
    const filterShape = shape4D(attrs, 'filterShape')
    const [, , channels, multiplier] = filterShape
    const dy = image(inputs, 'dy')
    const x = image(inputs, 'x')
    const [rows, columns] = convGeometry(x.shape, filterShape, attrs, true)
    const repeated = multiplier === 1 ? x : repeatChannels(x, multiplier)
    const [down, across] = [canvas(rows), canvas(columns)]
    const target = padOrCrop(
      dy,
      [down.origin, down.length - down.origin - rows.out],
      [across.origin, across.length - across.origin - columns.out],
    )
    const phases = new Map<string, Tensor4D>()
    const phase = (top: number, left: number) => {
      const key = `${top},${left}`
      const known = phases.get(key)
      if (known !== undefined) return known
      const made = subsample(padOrCrop(repeated, [top, 0], [left, 0]), rows.stride, columns.stride)
      phases.set(key, made)
      return made
    }
    const sums = down.taps.flatMap(row =>
      across.taps.map(column => {
        const sampled = phase(row.lead, column.lead)
        const top = ends(down.origin + row.shift, sampled.shape[1], down.length)
        const left = ends(across.origin + column.shift, sampled.shape[2], across.length)
        return tf.tidy((): Tensor => channelSums(tf.mul(padOrCrop(sampled, top, left), target)))
      }),
    )
    return tf.concat(sums, 0).reshape([rows.window, columns.window, channels, multiplier])
  },
}

const ends = (start: number, size: number, length: number) => [start, length - start - size] as const

function canvas(axis: Axis): { taps: Tap[]; origin: number; length: number } {
  const taps = Array.from({ length: axis.window }, (_, k): Tap => {
    const offset = axis.before - k * axis.dilation
    const lead = ((offset % axis.stride) + axis.stride) % axis.stride
    return { lead, shift: (offset - lead) / axis.stride }
  })
  const origin = Math.max(0, -Math.min(...taps.map(tap => tap.shift)))
  const longest = Math.max(
    ...taps.map(({ lead, shift }) => origin + shift + Math.ceil((axis.size + lead) / axis.stride)),
  )
  return { taps, origin, length: Math.max(longest, origin + axis.out) }
}

/** Each channel `times` in a row, as the outputs of a depthwise convolution lie. */
function repeatChannels(x: Tensor4D, times: number): Tensor4D {
  const [n, h, w, c] = x.shape
  return tf.tile(x.reshape([n * h * w * c, 1]), [1, times]).reshape([n, h, w, c * times])
}
