/**
 * The one place that imports TensorFlow.js. The default export is the CommonJS bundle, the same instance that
 * tfjs-node and the wasm backend register with; it brings the gradients and chained operations along.
 */
import tf from '@tensorflow/tfjs'

export type {
  NamedAttrMap,
  NamedTensorInfoMap,
  Scalar,
  Tensor,
  Tensor1D,
  Tensor2D,
  Tensor3D,
  Tensor4D,
  TensorInfo,
  Variable,
} from '@tensorflow/tfjs'
export { tf }
