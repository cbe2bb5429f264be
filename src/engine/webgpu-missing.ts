/** What can be seen of a machine on which no adapter was found. */
interface Machine {
  readonly platform: string
  /** The kernel has NVIDIA's driver. */
  readonly hasNvidia: boolean
  /** Whether the dynamic linker finds a shared library. */
  isFound(library: string): boolean
}

/**
 * Why there is no adapter, and what to do. NVIDIA's Vulkan driver says nothing where it lacks EGL: the loader then
 * reports an incompatible driver, as seen on an H200 with driver 580.
 */
export function whyNoAdapter({ platform, hasNvidia, isFound }: Machine): { reason: string; next: string } {
  if (platform === 'linux' && !isFound('libvulkan.so.1'))
    return {
      reason: 'the Vulkan loader libvulkan.so.1 is missing',
      next: 'apt install libvulkan1, and the Vulkan driver of the GPU',
    }
  if (platform === 'linux' && hasNvidia && !isFound('libEGL.so.1'))
    return {
      reason: "NVIDIA's Vulkan driver does not start without libEGL.so.1",
      next: 'apt install libegl1',
    }
  return {
    reason: 'no GPU with a WebGPU driver was found',
    next: 'install the Vulkan driver of the GPU',
  }
}
