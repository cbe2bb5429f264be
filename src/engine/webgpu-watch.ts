import { setImmediate } from 'node:timers/promises'
import type { Condition } from './engine.ts'
import type { Trouble } from './trouble.ts'
import type { Device } from './webgpu-adapter.ts'

/**
 * WebGPU does not throw where an operation fails: it goes on with buffers of zeros and tells of the error beside.
 * This remembers the first such error, or that the device was lost. Specification: W3C WebGPU, section 22, errors.
 */
export function watchDevice(device: Device) {
  let lost: Trouble | undefined
  let isClosed = false
  void device.lost.then(({ message }) => {
    if (!isClosed) lost ??= { cause: 'lost', error: `the GPU was lost: ${firstLine(message)}` }
  })
  device.addEventListener('uncapturederror', ({ error }) => {
    lost ??= troubleWith(error)
  })

  return {
    async condition(): Promise<Condition> {
      await device.queue.onSubmittedWorkDone().catch(() => undefined)
      await setImmediate()
      return lost === undefined ? {} : { lost }
    },
    close(): void {
      isClosed = true
      device.destroy()
    },
  }
}

function troubleWith(error: object): Trouble {
  const message = 'message' in error ? firstLine(String(error.message)) : ''
  return error.constructor.name === 'GPUOutOfMemoryError'
    ? { cause: 'outOfMemory', error: `the GPU is out of memory: ${message}` }
    : { cause: 'lost', error: `the GPU did not do what it was asked to: ${message}` }
}

const firstLine = (text: string) => text.trim().split('\n')[0] ?? ''
