import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { messageOf } from '../base/errors.ts'
import { abandonBackend } from './backend.ts'
import type { EngineLoader } from './engine.ts'
import { EngineUnavailable } from './engine.ts'
import { kernelsOf } from './kernels/index.ts'
import { installKernels } from './kernels/kernel.ts'
import { tf } from './tf.ts'
import type { Adapter } from './webgpu-adapter.ts'
import { adapterName, isSoftware, openDevice } from './webgpu-adapter.ts'
import { whyNoAdapter } from './webgpu-missing.ts'
import { watchDevice } from './webgpu-watch.ts'

/** WebGPU by Dawn (npm `webgpu`): any GPU with a Vulkan, Metal or Direct3D 12 driver. */
export const webgpu: EngineLoader = {
  name: 'webgpu',
  async load() {
    const { create, globals } = await import('webgpu').catch(missing('webgpu'))
    const gpu = create([])
    exposeGlobally(globals, gpu)
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' })
    if (adapter === null) throw noAdapter()
    return start(adapter)
  },
}

async function start(adapter: Adapter) {
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu').catch(
    missing('@tensorflow/tfjs-backend-webgpu'),
  )
  const device = await openDevice(adapter)
  const watch = watchDevice(device)
  // The package has registered itself with a device of its own, which nobody could close.
  if (tf.engine().registryFactory.webgpu !== undefined) tf.removeBackend('webgpu')
  tf.registerBackend('webgpu', () => new WebGPUBackend(device, adapter.info), 3)
  if (!(await tf.setBackend('webgpu')))
    throw new EngineUnavailable(`WebGPU did not start on ${adapterName(adapter.info)}`, 'update its driver')
  installKernels('webgpu', kernelsOf.webgpu)
  return {
    name: 'webgpu' as const,
    version: `tfjs-backend-webgpu ${tf.version['tfjs-core']}, Dawn ${versionOf('webgpu')}`,
    device: isSoftware(adapter.info)
      ? `${adapterName(adapter.info)}, software: the processor plays a GPU`
      : adapterName(adapter.info),
    isGpu: !isSoftware(adapter.info),
    condition: watch.condition,
    close: () => {
      if (tf.findBackendFactory('webgpu') !== null) tf.removeBackend('webgpu')
      watch.close()
    },
    abandon() {
      abandonBackend('webgpu')
      watch.close()
    },
  }
}

/** TensorFlow.js looks for a browser: constants like GPUBufferUsage and `navigator.gpu` in the global scope. */
function exposeGlobally(globals: object, gpu: object): void {
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(globals)))
    if (!(name in globalThis)) Object.defineProperty(globalThis, name, property)
  if (!('navigator' in globalThis))
    Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true })
  Object.defineProperty(Reflect.get(globalThis, 'navigator'), 'gpu', { value: gpu, configurable: true })
}

const missing = (name: string) => (cause: unknown) => {
  throw new EngineUnavailable(
    `the optional package ${name} is not installed or does not load`,
    `npm install ${name}`,
    cause,
  )
}

function noAdapter(): EngineUnavailable {
  const { reason, next } = whyNoAdapter({
    platform: process.platform,
    hasNvidia: existsSync('/dev/nvidiactl'),
    isFound,
  })
  return new EngineUnavailable(reason, next)
}

/** Whether the dynamic linker finds a shared library, which need not be an addon. */
function isFound(library: string): boolean {
  try {
    process.dlopen({ exports: {} }, library)
    return true
  } catch (error) {
    return !/cannot open shared object/.test(messageOf(error))
  }
}

function versionOf(name: string): string {
  const found: unknown = createRequire(import.meta.url)(`${name}/package.json`)
  return found instanceof Object && 'version' in found ? String(found.version) : ''
}
