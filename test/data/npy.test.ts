import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createNpy } from '../../src/data/npy.ts'
import { temporaryFolder } from '../setup/images.ts'

test('rows are written as NumPy reads them: format 1.0, little-endian float32, in C order', async () => {
  const file = path.join(temporaryFolder(), 'rows.npy')
  const npy = await createNpy(file, 3)
  await npy.append(Float32Array.of(1, 2, 3))
  const shared = new Float32Array(new SharedArrayBuffer(24))
  shared.set([4, 5, 6, 7, 8, -0.5])
  await npy.append(shared)
  await npy.append(new Float32Array(0))
  await npy.finish()
  const bytes = readFileSync(file)
  expect(bytes.subarray(0, 10)).toEqual(Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]))
  const header = bytes.subarray(10, 128).toString('latin1')
  expect(header).toMatch(/^\{'descr': '<f4', 'fortran_order': False, 'shape': \(3, 3\), \} +\n$/)
  const values = Array.from({ length: 9 }, (_, i) => bytes.readFloatLE(128 + 4 * i))
  expect(values).toEqual([1, 2, 3, 4, 5, 6, 7, 8, -0.5])
  expect(bytes).toHaveLength(128 + 36)
})

test('half a row cannot be the end', async () => {
  const npy = await createNpy(path.join(temporaryFolder(), 'rows.npy'), 3)
  await npy.append(new Float32Array(4))
  await expect(npy.finish()).rejects.toThrow(RangeError)
  await npy.abandon()
})
