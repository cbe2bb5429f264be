import type { NamedAttrMap, NamedTensorInfoMap, Tensor, TensorInfo } from '../tf.ts'
import { tf } from '../tf.ts'

/** What a kernel is called with. `stock` is the kernel that the backend brought along, if any. */
export interface KernelCall {
  readonly inputs: NamedTensorInfoMap
  readonly attrs: NamedAttrMap
  readonly backend: object
  stock(inputs: NamedTensorInfoMap, attrs: NamedAttrMap): Tensor
}

/** One operation, composed of a backend's own fast ones. Runs in a tidy: only the result stays. */
export interface Kernel {
  /** TensorFlow.js kernel name. */
  readonly name: string
  compute(call: KernelCall): Tensor
}

const installed = new Set<string>()

/** Puts our kernels in the place of the backend's own, once per process. */
export function installKernels(backendName: string, kernels: readonly Kernel[]): void {
  for (const kernel of kernels) {
    const key = `${backendName}/${kernel.name}`
    if (installed.has(key)) continue
    installed.add(key)
    install(backendName, kernel)
  }
}

function install(backendName: string, { name: kernelName, compute }: Kernel): void {
  const stock = tf.getKernel(kernelName, backendName)
  if (stock !== undefined) tf.unregisterKernel(kernelName, backendName)
  tf.registerKernel({
    // With the stock kernel's set-up: wasm binds its functions there, anew for each start of the backend.
    ...stock,
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs = {}, backend }) =>
      tf.tidy(() =>
        compute({
          inputs,
          attrs,
          backend,
          stock: (stockInputs, stockAttrs) => {
            if (stock === undefined) throw new Error(`${backendName} has no ${kernelName} of its own`)
            return toTensor(stock.kernelFunc({ inputs: stockInputs, attrs: stockAttrs, backend }))
          },
        }),
      ),
  })
}

function toTensor(output: TensorInfo | TensorInfo[]): Tensor {
  const info = Array.isArray(output) ? output[0] : output
  if (info === undefined) throw new Error('the kernel returned nothing')
  return info instanceof tf.Tensor ? info : tf.engine().makeTensorFromTensorInfo(info)
}
