import { forward } from '../../backbones/forward.ts'
import type { Graph, WeightValues } from '../../backbones/graph.ts'
import type { Random } from '../../base/random.ts'
import { type Tensor, type Tensor2D, type Tensor4D, tf, type Variable } from '../../engine/tf.ts'

/** A backbone that is trained from scratch, with a softmax head for its own classes. */
export interface Student {
  /** By `layer/weight`; the moving statistics are not trainable. */
  readonly weights: ReadonlyMap<string, Variable>
  readonly head: { readonly kernel: Variable; readonly bias: Variable }
  /** [n, classes]; with `trained`, batch norm uses the batch and its moving statistics move. */
  logits(x: Tensor4D, batchNorm: 'frozen' | 'trained'): Tensor2D
  values(): Promise<WeightValues>
  dispose(): void
}

/** How much of the old moving mean and variance stays at each step. */
const momentum = 0.97

export function createStudent(graph: Graph, start: WeightValues, classes: number, random: Random): Student {
  const weights = variablesOf(graph, start)
  const features = graph.layers.at(-1)?.shape[2] ?? 0
  const head = {
    kernel: variableOf(smallNormals(features * classes, random), [features, classes]),
    bias: variableOf(new Float32Array(classes), [classes]),
  }
  const move = (name: string, batch: Tensor) => {
    const old = weights.get(name)
    if (old !== undefined) old.assign(old.mul(momentum).add(batch.reshape(old.shape).mul(1 - momentum)))
  }
  return {
    weights,
    head,
    logits(x, batchNorm) {
      const features = forward(graph, weights, x, {
        batchNorm,
        onMovingStatistics(layer, mean, variance) {
          move(`${layer}/moving_mean`, mean)
          move(`${layer}/moving_variance`, variance)
        },
      })
      return tf.add(tf.matMul(tf.mean(features, [1, 2]), head.kernel), head.bias)
    },
    async values() {
      const entries = [...weights].map(async ([key, variable]) => [key, await float32(variable)] as const)
      return new Map(await Promise.all(entries))
    },
    dispose: () => tf.dispose([...weights.values(), head.kernel, head.bias]),
  }
}

function variablesOf(graph: Graph, start: WeightValues): Map<string, Variable> {
  const variables = new Map<string, Variable>()
  for (const layer of graph.layers)
    for (const { name, shape } of layer.weights) {
      const key = `${layer.name}/${name}`
      const value = start.get(key)
      if (value === undefined) throw new RangeError(`no start value for ${key}`)
      variables.set(key, variableOf(value, shape, !name.startsWith('moving_')))
    }
  return variables
}

/** A variable has its own copy of the first tensor, so that one must go. */
const variableOf = (data: Float32Array, shape: readonly number[], trainable = true) =>
  tf.tidy(() => tf.variable(tf.tensor(data, [...shape]), trainable))

const float32 = async (variable: Variable) => Float32Array.from(await variable.data())

const smallNormals = (count: number, random: Random) =>
  Float32Array.from({ length: count }, () => 0.05 * random.normal())
