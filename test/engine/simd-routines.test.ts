import { expect, test } from 'vitest'
import { addRows } from '../../src/engine/simd/channels.ts'
import { relu6Gradient } from '../../src/engine/simd/elementwise.ts'
import { float, signed, unsigned } from '../../src/engine/simd/encoding.ts'
import { packAcross, packAlong } from '../../src/engine/simd/panels.ts'

test('numbers are written as the format says', () => {
  expect([0, 127, 128, 624485].map(unsigned)).toEqual([[0], [127], [0x80, 1], [0xe5, 0x8e, 0x26]])
  expect([-1, 63, 64, -64, -65, -123456].map(signed)).toEqual([
    [0x7f],
    [0x3f],
    [0xc0, 0],
    [0x40],
    [0xbf, 0x7f],
    [0xc0, 0xbb, 0x78],
  ])
  expect(float(-2)).toEqual([0, 0, 0, 0xc0])
})

test.each([1, 3, 4, 17, 35])('%i numbers are all done, and none beyond them', count => {
  const { memory, floats } = heap()
  const [x, dy] = [
    Array.from({ length: count }, (_, i) => i - 2),
    Array.from({ length: count }, (_, i) => i + 1),
  ]
  floats.set([...x], 0)
  floats.set([...dy], 100)
  floats.fill(-9, 200, 300)
  relu6Gradient(memory, { x: 0, dy: 400, out: 800, count })
  expect([...floats.subarray(200, 200 + count)]).toEqual(
    dy.map((d, i) => ((x[i] ?? 0) > 0 && (x[i] ?? 0) < 6 ? d : 0)),
  )
  expect(floats[200 + count]).toBe(-9)
})

test('a routine works on a memory that has grown, and on two memories', () => {
  const [first, second] = [heap(), heap()]
  const sum = (memory: WebAssembly.Memory) =>
    addRows(memory, { x: 0, out: 400, groups: 1, rows: 3, channels: 5, factor: 2 })
  first.floats.set(Array.from({ length: 15 }, (_, i) => i))
  second.floats.fill(1, 0, 15)
  sum(first.memory)
  sum(second.memory)
  expect(first.floats[104]).toBe(2 * (4 + 9 + 14))
  expect(second.floats[104]).toBe(6)
  first.memory.grow(3)
  sum(first.memory)
  expect(new Float32Array(first.memory.buffer)[104]).toBe(4 * (4 + 9 + 14))
})

test('panels hold lines across or along, and zeros where columns end', () => {
  const { memory, floats } = heap()
  const lines = new Int32Array(memory.buffer, 4000, 8)
  lines.set([0, 40, 80, 120, 160, 200, 240, 280])
  for (let line = 0; line < 8; line++) for (let i = 0; i < 10; i++) floats[10 * line + i] = 100 * line + i
  packAcross(4)(memory, { source: 0, lines: 4000, target: 8000, panelBytes: 32, depth: 2, length: 6 })
  expect([...floats.subarray(2000, 2016)]).toEqual([
    0, 1, 2, 3, 100, 101, 102, 103, 4, 5, 0, 0, 104, 105, 0, 0,
  ])
  packAlong(8)(memory, { source: 4, lines: 4000, target: 8000, panelBytes: 0, depth: 5, panels: 1 })
  const turned = Array.from({ length: 5 }, (_, i) =>
    Array.from({ length: 8 }, (_, line) => 100 * line + i + 1),
  )
  expect([...floats.subarray(2000, 2040)]).toEqual(turned.flat())
})

function heap() {
  const memory = new WebAssembly.Memory({ initial: 1 })
  return { memory, floats: new Float32Array(memory.buffer) }
}
