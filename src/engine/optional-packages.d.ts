/** What we use of packages that may not be installed: the project compiles without them. */

declare module 'webgpu' {
  export function create(options: string[]): {
    requestAdapter(options?: object): Promise<import('./webgpu-adapter.ts').Adapter | null>
  }
  export const globals: Record<string, unknown>
}

declare module '@tensorflow/tfjs-backend-webgpu' {
  import type { KernelBackend } from '@tensorflow/tfjs'
  export class WebGPUBackend extends KernelBackend {
    constructor(device: object, adapterInfo?: object)
  }
}
