import type { Layer, WeightValues } from '../backbones/graph.ts'
import { weightOf } from '../backbones/weight-of.ts'
import type { Compiled } from './compiled.ts'

/** The weights of a compiled graph, batch norms folded in, by `layer/weight`. Those given stay as they are. */
export function foldedValues({ graph, origins }: Compiled, values: WeightValues): Map<string, Float32Array> {
  const folded = new Map<string, Float32Array>()
  for (const { name } of graph.layers) {
    const { layer, norm } = origins.get(name) ?? {}
    if (layer === undefined) continue
    const of = (weight: string) => weightOf(values, `${layer.name}/${weight}`)
    if (norm === undefined)
      for (const weight of layer.weights) folded.set(`${name}/${weight.name}`, of(weight.name))
    else {
      const { factor, offset } = linearMap(norm, values)
      const hasBias = layer.weights.some(weight => weight.name === 'bias')
      const bias = hasBias ? of('bias') : undefined
      folded.set(`${name}/kernel`, scaled(of('kernel'), factor))
      folded.set(
        `${name}/bias`,
        offset.map((value, c) => value + (bias?.[c] ?? 0) * (factor[c] ?? 0)),
      )
    }
  }
  return folded
}

/** γ·(x − mean)/√(variance + ε) + β = x·factor + offset, a number each per channel. */
function linearMap(norm: Layer, values: WeightValues) {
  const { operation } = norm
  if (operation.op !== 'batchNorm') throw new TypeError(`${norm.name} is no batch norm`)
  const of = (weight: string) => weightOf(values, `${norm.name}/${weight}`)
  const gamma = operation.scale ? of('gamma') : undefined
  const mean = of('moving_mean')
  const factor = of('moving_variance').map((v, c) => (gamma?.[c] ?? 1) / Math.sqrt(v + operation.epsilon))
  return { factor, offset: of('beta').map((b, c) => b - (mean[c] ?? 0) * (factor[c] ?? 0)) }
}

/** Both kernel layouts have the output channel last, depthwise as [kh, kw, channels, 1]. */
const scaled = (kernel: Float32Array, factor: Float32Array) =>
  kernel.map((value, i) => value * (factor[i % factor.length] ?? 0))
