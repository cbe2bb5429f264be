import { expect, test } from 'vitest'
import { whyNoAdapter } from '../../src/engine/webgpu-missing.ts'

const machine = { platform: 'linux', hasNvidia: true, isFound: () => true }

test('a missing Vulkan loader comes first', () => {
  expect(whyNoAdapter({ ...machine, isFound: () => false }).reason).toContain('libvulkan.so.1')
})

test("NVIDIA's driver without EGL is told apart from no driver", () => {
  const isFound = (library: string) => library !== 'libEGL.so.1'
  expect(whyNoAdapter({ ...machine, isFound }).next).toBe('apt install libegl1')
  expect(whyNoAdapter({ ...machine, isFound, hasNvidia: false }).next).toBe(
    'install the Vulkan driver of the GPU',
  )
})

test('elsewhere the driver of the GPU is what is missing', () => {
  expect(whyNoAdapter({ ...machine, platform: 'darwin', isFound: () => false }).reason).toContain('no GPU')
  expect(whyNoAdapter(machine).reason).toContain('no GPU')
})
