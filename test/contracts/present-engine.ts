import { existsSync } from 'node:fs'
import { test } from 'vitest'
import { messageOf } from '../../src/base/errors.ts'
import { type Engine, EngineUnavailable } from '../../src/engine/engine.ts'
import { loadEngine } from '../../src/engine/index.ts'
import type { EngineName } from '../../src/trial/engine-names.ts'

// A machine without a GPU can still try WebGPU: Chromium brings SwiftShader, a Vulkan driver in software.
const swiftShader = '/usr/lib/chromium/vk_swiftshader_icd.json'
if (existsSync(swiftShader)) process.env.VK_ICD_FILENAMES ??= swiftShader

/** The engine, or undefined where it is not here: then `what` is skipped, with the reason. */
export async function presentEngine(name: EngineName, what: string): Promise<Engine | undefined> {
  try {
    return await loadEngine(name, { threads: 1 })
  } catch (error) {
    if (!(error instanceof EngineUnavailable)) throw error
    skip(what, messageOf(error))
    return undefined
  }
}

/** The processor plays a GPU. */
export const isPlayed = ({ name, isGpu }: Engine) => name === 'webgpu' && !isGpu

export function skip(what: string, reason: string): void {
  console.log(`${what} skipped: ${reason}`)
  test.skip(`${what}: ${reason}`)
}
