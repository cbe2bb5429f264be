import { compileForInference } from '../../activations/compile.ts'
import { weightTensors } from '../../activations/weight-tensors.ts'
import { forward } from '../../backbones/forward.ts'
import { getBackbone } from '../../backbones/index.ts'
import { finish } from '../../engine/bench/convolution.ts'
import { type Effort, medianSeconds } from '../../engine/bench/repeat.ts'
import { type Tensor4D, tf } from '../../engine/tf.ts'
import type { BackboneName } from '../../trial/backbone-names.ts'
import { randomWeights } from '../../weights/random.ts'

/** Images a second through a whole frozen backbone at its own size, compiled as a sweep compiles it. */
export async function measureBackbone(name: BackboneName, batch: number, effort: Effort) {
  const backbone = getBackbone(name)
  const size = backbone.defaultSize
  const built = backbone.build(size)
  const { graph, values } = compileForInference(built, randomWeights(built, 1))
  const weights = weightTensors(graph.layers, values)
  const x: Tensor4D = tf.randomUniform([batch, size, size, 3], -1, 1, 'float32', 1)
  try {
    const run = () => finish(() => [tf.mean(forward(graph, weights, x), [1, 2])])
    return { name, size, imagesPerSecond: batch / (await medianSeconds(run, effort)) }
  } finally {
    tf.dispose([x, ...weights.values()])
  }
}
