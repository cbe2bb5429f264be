import { compileForInference } from '../../activations/compile.ts'
import { outputOf } from '../../activations/subgraph.ts'
import { weightTensors } from '../../activations/weight-tensors.ts'
import { forward } from '../../backbones/forward.ts'
import { createRandom } from '../../base/random.ts'
import { finish } from '../../engine/bench/convolution.ts'
import { median } from '../../engine/bench/repeat.ts'
import { type Tensor2D, type Tensor4D, tf } from '../../engine/tf.ts'
import { createHead } from '../../training/classifier.ts'
import type { Network } from '../../trial/network.ts'
import { graphOf } from '../../weights/graph-of.ts'
import { randomWeights } from '../../weights/random.ts'

const warmUps = 3
const rounds = 31
/** No further round is begun after this. */
const mostSeconds = 10
const fewestRounds = 5

/**
 * Milliseconds of one image through networks that differ in their heads only, on the engine that is loaded: the median of
 * the backbone and that of the head. Heads are small beside what chance does to a backbone, so that each is measured by
 * itself. Weights are random: their values take no time.
 */
export async function measureLatencies(
  networks: readonly [Network, ...Network[]],
  size: number,
  classes: number,
): Promise<number[]> {
  const [{ backbone, model = 'random' }] = networks
  const built = graphOf(backbone, model, size)
  const { graph, values } = compileForInference(built, randomWeights(built, 1))
  const weights = weightTensors(graph.layers, values)
  const features = outputOf(built).shape[2]
  const heads = networks.map(({ hiddenUnits }) =>
    createHead({ features, hiddenUnits, classes }, createRandom(1)),
  )
  const x: Tensor4D = tf.randomUniform([1, size, size, 3], -1, 1, 'float32', 1)
  const pooled: Tensor2D = tf.randomUniform([1, features], 0, 1, 'float32', 1)
  try {
    const [body = Number.NaN, ...ends] = await takeTurns([
      () => finish(() => [tf.mean(forward(graph, weights, x), [1, 2])]),
      ...heads.map(head => () => finish(() => [tf.softmax(head.logits(pooled))])),
    ])
    return ends.map(end => body + end)
  } finally {
    for (const head of heads) head.dispose()
    tf.dispose([x, pooled, ...weights.values()])
  }
}

async function takeTurns(runs: readonly (() => Promise<void>)[]): Promise<number[]> {
  for (let round = 0; round < warmUps; round++) for (const run of runs) await run()
  const times = runs.map((): number[] => [])
  const startedAt = performance.now()
  for (let round = 0; round < rounds; round++) {
    if (round >= fewestRounds && performance.now() - startedAt > 1000 * mostSeconds) break
    for (const [i, run] of runs.entries()) {
      const before = performance.now()
      await run()
      times[i]?.push(performance.now() - before)
    }
  }
  return times.map(median)
}
