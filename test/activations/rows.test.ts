import path from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openRows, type RowData } from '../../src/activations/rows.ts'
import { shardHeaderBytes, writeShard } from '../../src/activations/shard.ts'
import { decodeHalf, encodeHalf, HalfOverflow } from '../../src/base/float16.ts'
import { temporaryFolder } from '../setup/images.ts'

const [count, rowLength, rowsPerFile] = [10, 3, 4]
const values = Float32Array.from({ length: count * rowLength }, (_, i) => i / 4 - 2)

function halves(floats: Float32Array): Uint16Array {
  const into = new Uint16Array(floats.length)
  encodeHalf(floats, into)
  return into
}

async function inFiles(rows: Float32Array | Uint16Array): Promise<RowData> {
  const folder = temporaryFolder()
  const files = [0, 1, 2].map(i => path.join(folder, String(i)))
  for (const [i, file] of files.entries())
    await writeShard(file, rows.subarray(i * rowsPerFile * rowLength, (i + 1) * rowsPerFile * rowLength))
  return { files, rowsPerFile, headerBytes: shardHeaderBytes, isHalf: rows instanceof Uint16Array }
}

test.each<[string, () => RowData | Promise<RowData>]>([
  ['float32 in memory', () => values],
  ['float16 in memory', () => halves(values)],
  ['float32 in files', () => inFiles(values)],
  ['float16 in files', () => inFiles(halves(values))],
])('%s: rows come in the order they are asked for', async (_, data) => {
  const source = openRows(await data(), rowLength)
  const order = [9, 0, 4, 4, 3]
  const into = new Float32Array(order.length * rowLength)
  source.gather(order, into)
  source.close()
  expect([...into]).toEqual(
    order.flatMap(row => [...values.subarray(row * rowLength, (row + 1) * rowLength)]),
  )
})

test('a file that is gone or too short is an error, not zeros', async () => {
  const data = await inFiles(values)
  if (!('files' in data)) throw new Error('in files')
  const into = new Float32Array(rowLength)
  const gone = openRows({ ...data, files: ['/nowhere/0', ...data.files.slice(1)] }, rowLength)
  expect(() => gone.gather([0], into)).toThrow(/nowhere/)
  expect(() => openRows(data, rowLength).gather([10], into)).toThrow(/ends before row 10/)
})

test('float16: the nearest, ties to even, exact where it can be', () => {
  const round = (value: number) => {
    const into = new Float32Array(1)
    decodeHalf(halves(Float32Array.of(value)), into)
    return into[0]
  }
  expect([0, -0, 1, -2.5, 65504, 2 ** -24, 1 + 2 ** -10].map(round)).toEqual([
    0,
    -0,
    1,
    -2.5,
    65504,
    2 ** -24,
    1 + 2 ** -10,
  ])
  expect(round(1 + 2 ** -11)).toBe(1)
  expect(round(1 + 3 * 2 ** -11)).toBe(1 + 2 ** -9)
  expect(round(0.9999)).toBe(1)
  fc.assert(
    fc.property(fc.double({ min: 6.2e-5, max: 65000, noNaN: true }), value => {
      expect(Math.abs((round(value) ?? 0) / value - 1)).toBeLessThanOrEqual(2 ** -11 + 1e-7)
      expect(round(-value)).toBe(-(round(value) ?? 0))
    }),
  )
})

test.each([65520, -1e6, Infinity, Number.NaN])('%d does not fit into float16', value => {
  const encode = () => encodeHalf(Float32Array.of(1, value), new Uint16Array(2))
  expect(encode).toThrow(HalfOverflow)
  expect(encode).toThrow(`${value} does not fit into float16`)
})
