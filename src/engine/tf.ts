/**
 * The one place that imports TensorFlow.js. The default export is the CommonJS bundle, the same instance that
 * tfjs-node and the wasm backend register with; it brings the gradients and chained operations along.
 */
import tf from '@tensorflow/tfjs'

export type { Tensor, Tensor1D, Tensor2D, Tensor4D, Variable } from '@tensorflow/tfjs'
export { tf }
