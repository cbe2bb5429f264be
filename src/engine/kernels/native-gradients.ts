import type { Tensor } from '../tf.ts'
import { tf } from '../tf.ts'
import { replaceGradient } from './replace-gradient.ts'

/** What tfjs-node's backend shows of itself: any operation of TensorFlow, by its name. */
interface NativeBackend {
  readonly binding: { readonly TF_ATTR_TYPE: number; readonly TF_FLOAT: number }
  executeSingleOutput(name: string, attrs: readonly object[], inputs: readonly Tensor[]): Tensor
}

/** TensorFlow's own gradients of kernels, where TensorFlow.js composes them of six operations and more. */
const operations = { Relu: 'ReluGrad', Relu6: 'Relu6Grad' } as const

let isInstalled = false

export function installNativeGradients(): void {
  if (isInstalled) return
  isInstalled = true
  for (const [kernelName, operation] of Object.entries(operations))
    replaceGradient(kernelName, (dy, [x]) => {
      const backend: object = tf.backend()
      if (x === undefined || !isNative(backend)) return undefined
      const type = { name: 'T', type: backend.binding.TF_ATTR_TYPE, value: backend.binding.TF_FLOAT }
      return { x: () => backend.executeSingleOutput(operation, [type], [dy, x]) }
    })
}

const isNative = (backend: object): backend is NativeBackend =>
  'executeSingleOutput' in backend && 'binding' in backend
