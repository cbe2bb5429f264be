import { messageOf } from '../base/errors.ts'
import type { EngineName } from '../trial/engine-names.ts'
import { engineNames } from '../trial/engine-names.ts'
import type { Engine, EngineLoader, EngineOptions, EngineProbe } from './engine.ts'
import { EngineUnavailable } from './engine.ts'
import { selfTest } from './self-test.ts'
import { tensorflow } from './tensorflow.ts'
import { wasm } from './wasm.ts'
import { webgpu } from './webgpu.ts'

/** A new engine is a file with its loader, a line here and its name in `engineNames`. */
const loaders: { readonly [Name in EngineName]: EngineLoader } = { tensorflow, webgpu, wasm }

/**
 * Loads an engine into this process and makes it TensorFlow.js' backend. `auto` takes the first that trains a small
 * network right; a GPU that is only played by the processor must be asked for by name.
 */
export async function loadEngine(name: EngineName | 'auto', options: EngineOptions): Promise<Engine> {
  if (name !== 'auto') return loaders[name].load(options)
  const reasons: string[] = []
  for (const candidate of engineNames) {
    try {
      const engine = await loadTested(candidate, options)
      if (candidate !== 'webgpu' || engine.isGpu) return engine
      engine.close()
      reasons.push(`${candidate}: ${engine.device}`)
    } catch (error) {
      reasons.push(`${candidate}: ${messageOf(error)}`)
    }
  }
  throw new EngineUnavailable(`no engine works here (${reasons.join('; ')})`, 'nightsweep engine list')
}

/** Tries an engine in this process; never throws. To survive a native crash use `probeOne`. */
export async function probeEngine(name: EngineName, options: EngineOptions): Promise<EngineProbe> {
  try {
    const { version, device, isGpu } = await loadTested(name, options)
    return { name, works: true, version, device, isGpu }
  } catch (error) {
    const next = error instanceof EngineUnavailable ? { next: error.next } : {}
    return { name, works: false, reason: messageOf(error), ...next }
  }
}

async function loadTested(name: EngineName, options: EngineOptions): Promise<Engine> {
  const engine = await loaders[name].load(options)
  try {
    await selfTest()
    return engine
  } catch (error) {
    engine.close()
    throw error
  }
}
