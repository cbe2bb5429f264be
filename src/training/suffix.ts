import { compile } from '../activations/compile.ts'
import { foldedTensors } from '../activations/folded-tensors.ts'
import { layersUpTo, outputOf } from '../activations/subgraph.ts'
import { forward } from '../backbones/forward.ts'
import type { Graph, Layer } from '../backbones/graph.ts'
import { layersBetween } from '../backbones/measure.ts'
import { weightOf } from '../backbones/weight-of.ts'
import { type Tensor, type Tensor4D, tf, type Variable } from '../engine/tf.ts'
import type { Recipe } from '../trial/recipe.ts'
import type { LoadedBackbone } from '../weights/loaded.ts'

/** The part of a backbone after a cut, its weights variables that start as the file has them. */
export interface Suffix {
  /** All of its weights by `layer/weight`, moving statistics included. */
  readonly weights: ReadonlyMap<string, Variable>
  /** Those that a gradient changes, of the layers after `from`: batch norm's γ and β too, as in PyTorch. */
  trainable(from: string): Variable[]
  /** Pooled features [n, channels] of activations at `from`; with `train`, batch norm as the recipe has it. */
  features(x: Tensor, from: string, train: boolean): Tensor
  /** Activations at `to`, frozen, of activations at the cut. */
  advance(x: Tensor, to: string): Tensor
  /**
   * After a pass of training: blends the batch statistics it saw into the moving ones. `share`: what part of its batch the
   * pass was, so that all parts of a batch move them as far as one batch does.
   */
  updateMovingStatistics(share?: number): void
  dispose(): void
}

export function createSuffix(
  { graph, values }: LoadedBackbone,
  cut: string,
  batchNorm: Recipe['batchNorm'],
): Suffix {
  const last = outputOf(graph).name
  const weights = variablesOf(layersUpTo(graph, last, cut), values)
  const seen = new Map<string, Statistics>()
  const onMovingStatistics = (layer: string, mean: Tensor, variance: Tensor) => {
    seen.set(layer, { mean: tf.keep(mean.clone()), variance: tf.keep(variance.clone()) })
  }
  const compiled = compile(graph)

  function run(x: Tensor, from: string, to: string, mode: Recipe['batchNorm']): Tensor4D {
    if (mode === 'trained')
      return forward(graph, weights, x as Tensor4D, { from, to, batchNorm: mode, onMovingStatistics })
    const folded = foldedTensors(compiled, layersBetween(compiled.graph, from, to), weights)
    return forward(compiled.graph, folded, x as Tensor4D, { from, to })
  }

  return {
    weights,
    trainable: from =>
      layersUpTo(graph, last, from).flatMap(layer =>
        keysOf(layer).flatMap(key => (isMoving(key) ? [] : (weights.get(key) ?? []))),
      ),
    features: (x, from, train) => run(x, from, last, train ? batchNorm : 'frozen').mean([1, 2]),
    advance: (x, to) => (to === cut ? x : run(x, cut, to, 'frozen')),
    updateMovingStatistics(share = 1) {
      for (const [name, statistics] of seen) blend(graph, weights, name, statistics, share)
      seen.clear()
    },
    dispose() {
      for (const { mean, variance } of seen.values()) tf.dispose([mean, variance])
      tf.dispose([...weights.values()])
    },
  }
}

interface Statistics {
  readonly mean: Tensor
  readonly variance: Tensor
}

/** moving ← momentum · moving + (1 − momentum) · batch, with Keras' biased variance. */
function blend(
  graph: Graph,
  weights: ReadonlyMap<string, Variable>,
  name: string,
  { mean, variance }: Statistics,
  share: number,
): void {
  const operation = graph.layers.find(layer => layer.name === name)?.operation
  const momentum = (operation?.op === 'batchNorm' ? operation.momentum : 1) ** share
  const move = (key: string, batch: Tensor) => {
    const moving = weights.get(`${name}/${key}`)
    tf.tidy(() => moving?.assign(moving.mul(momentum).add(batch.mul(1 - momentum))))
    batch.dispose()
  }
  move('moving_mean', mean)
  move('moving_variance', variance)
}

function variablesOf(layers: readonly Layer[], values: LoadedBackbone['values']): Map<string, Variable> {
  return new Map(
    layers.flatMap(layer =>
      layer.weights.map(({ name, shape }): [string, Variable] => {
        const key = `${layer.name}/${name}`
        const initial = tf.tensor(weightOf(values, key), [...shape])
        const variable = tf.variable(initial)
        initial.dispose()
        return [key, variable]
      }),
    ),
  )
}

const keysOf = (layer: Layer) => layer.weights.map(({ name }) => `${layer.name}/${name}`)
const isMoving = (key: string) => /\/moving_(mean|variance)$/.test(key)
