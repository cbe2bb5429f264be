import { scaleChannels } from '../../simd/channels.ts'
import type { Tensor } from '../../tf.ts'
import { input } from '../arguments.ts'
import { onHeap, stock } from './on-heap.ts'

/** Batch norm by fixed statistics as one product and sum a number; wasm's own computes the factor anew for each. */
export const batchNormOnHeap = onHeap(stock('FusedBatchNorm'), ({ inputs, attrs }, heap) => {
  const [x, mean, variance] = [input(inputs, 'x'), input(inputs, 'mean'), input(inputs, 'variance')]
  const channels = x.shape.at(-1) ?? 1
  const optional = (name: string) => (inputs[name] === undefined ? undefined : input(inputs, name))
  const [scale, offset] = [optional('scale'), optional('offset')]
  const perChannel = [mean, variance, scale, offset].filter(given => given !== undefined)
  if (perChannel.some(({ size }) => size !== channels)) return undefined
  const epsilon = Number(attrs.varianceEpsilon)
  const factors = heap.create<Tensor>([2, channels])
  const out = heap.create<Tensor>(x.shape)
  const [means, variances, made] = [heap.view(mean), heap.view(variance), heap.view(factors)]
  const [scales, offsets] = [scale && heap.view(scale), offset && heap.view(offset)]
  for (let c = 0; c < channels; c++) {
    const factor = (scales?.[c] ?? 1) / Math.sqrt((variances[c] ?? 0) + epsilon)
    made[c] = factor
    made[channels + c] = (offsets?.[c] ?? 0) - (means[c] ?? 0) * factor
  }
  scaleChannels(heap.memory, {
    x: heap.address(x),
    out: heap.address(out),
    rows: x.size / channels,
    channels,
    scale: heap.address(factors),
    shift: heap.address(factors) + 4 * channels,
  })
  return out
})
