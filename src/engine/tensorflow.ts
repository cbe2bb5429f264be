import { execFileSync } from 'node:child_process'
import { abandonBackend, closeBackend } from './backend.ts'
import type { EngineLoader } from './engine.ts'
import { EngineUnavailable } from './engine.ts'
import { tensorflowEnvironment } from './environment.ts'
import { kernelsOf } from './kernels/index.ts'
import { installKernels } from './kernels/kernel.ts'
import { installNativeGradients } from './kernels/native-gradients.ts'
import { tf } from './tf.ts'
import { loadTfjsNode } from './tfjs-node.ts'

/** Native TensorFlow: CUDA on an NVIDIA GPU with tfjs-node-gpu, else every core of the processor. */
export const tensorflow: EngineLoader = {
  name: 'tensorflow',
  async load({ threads }) {
    Object.assign(process.env, { ...tensorflowEnvironment(threads), ...process.env })
    const { name, version } = loadTfjsNode()
    if (tf.findBackend('tensorflow') === null || !(await tf.setBackend('tensorflow')))
      throw new EngineUnavailable(`${name} ${version} did not start`, 'nightsweep engine install')
    installKernels('tensorflow', kernelsOf.tensorflow)
    installNativeGradients()
    const native = nativeFacts(tf.backend())
    return {
      name: 'tensorflow',
      version: `${name} ${version}, TensorFlow ${native.version}`,
      device: native.isGpu ? gpuName() : `CPU, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
      isGpu: native.isGpu,
      close: () => closeBackend('tensorflow'),
      abandon: () => abandonBackend('tensorflow'),
    }
  },
}

function nativeFacts(backend: object): { version: string; isGpu: boolean } {
  const binding = 'binding' in backend && backend.binding instanceof Object ? backend.binding : {}
  return {
    version: 'TF_Version' in binding ? String(binding.TF_Version) : 'of unknown version',
    isGpu: 'isUsingGpuDevice' in backend && backend.isUsingGpuDevice === true,
  }
}

/** TensorFlow.js does not tell which GPU it uses; the driver's tool knows the first visible one. */
function gpuName(): string {
  const first = process.env.CUDA_VISIBLE_DEVICES?.split(',')[0] || '0'
  const query = ['--query-gpu=name', '--format=csv,noheader', '-i', first]
  try {
    return execFileSync('nvidia-smi', query, { encoding: 'utf8', timeout: 10_000 }).trim()
  } catch {
    return `GPU ${first}`
  }
}
