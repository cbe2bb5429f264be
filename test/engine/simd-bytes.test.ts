import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { addRows, scaleChannels, scaledChannelsGradient } from '../../src/engine/simd/channels.ts'
import {
  addDepthwiseFilterGradient,
  setDepthwiseConvolution,
  setDepthwiseInputGradient,
} from '../../src/engine/simd/depthwise.ts'
import { relu6Gradient, reluGradient } from '../../src/engine/simd/elementwise.ts'
import { multiplyPanels } from '../../src/engine/simd/multiply-panels.ts'
import { packAcross, packAlong } from '../../src/engine/simd/panels.ts'
import { support } from '../../src/engine/simd/support.ts'
import { windowArguments } from '../../src/engine/simd/window.ts'
import { takeSpace } from '../../src/training/heads/kernels.ts'

/** The beginning of the SHA-256 of the module that is compiled meanwhile. */
function emitted(compile: () => void): string {
  const { Module } = WebAssembly
  const hashes: string[] = []
  WebAssembly.Module = class extends Module {
    constructor(bytes: Uint8Array<ArrayBuffer>) {
      super(bytes)
      hashes.push(createHash('sha256').update(bytes).digest('hex').slice(0, 16))
    }
  }
  try {
    compile()
  } finally {
    WebAssembly.Module = Module
  }
  return hashes.join()
}

const memory = new WebAssembly.Memory({ initial: 1 })
const axis = { size: 0, window: 0, out: 0, stride: 1, dilation: 1, before: 0, after: 0 }
const depthwise = {
  x: 0,
  dy: 0,
  filter: 0,
  images: 0,
  channels: 0,
  band: 1,
  ...windowArguments([axis, axis]),
}
const sources = { source: 0, lines: 0, target: 0, panelBytes: 0, depth: 0 }
const panels = { left: 0, right: 0, leftPanels: 0, rightPanels: 0, depth: 0, out: 0, rows: 0, isFirst: 0 }

// Whoever changes what a routine does changes its line, and renews the line in the same commit.
test.each([
  [
    'scaleChannels',
    '4001d021e528b2a6',
    () => scaleChannels(memory, { x: 0, out: 0, rows: 0, channels: 0, scale: 0, shift: 0 }),
  ],
  [
    'addRows',
    'ade86680e7ea3afe',
    () => addRows(memory, { x: 0, out: 0, groups: 0, rows: 0, channels: 0, factor: 0 }),
  ],
  [
    'scaledChannelsGradient',
    'c8eeecd3bd4c3161',
    () =>
      scaledChannelsGradient(memory, {
        x: 0,
        dy: 0,
        dx: 0,
        rows: 0,
        channels: 0,
        factor: 0,
        sums: 0,
        products: 0,
      }),
  ],
  ['relu6Gradient', '5392b71de29e5755', () => relu6Gradient(memory, { x: 0, dy: 0, out: 0, count: 0 })],
  ['reluGradient', '5baa853daddb2613', () => reluGradient(memory, { x: 0, dy: 0, out: 0, count: 0 })],
  ['packAcross', '47fc100cb67e13f4', () => packAcross(8)(memory, { ...sources, length: 0 })],
  ['packAlong', 'c0816ce60966e3b6', () => packAlong(8)(memory, { ...sources, panels: 0 })],
  ['addDepthwiseFilterGradient', 'c81b45a4cf647023', () => addDepthwiseFilterGradient(memory, depthwise)],
  ['setDepthwiseInputGradient', '33c5898372e6e99c', () => setDepthwiseInputGradient(memory, depthwise)],
  ['setDepthwiseConvolution', '12b21821488f67a2', () => setDepthwiseConvolution(memory, depthwise)],
  [
    'multiplyPanels',
    support.relaxed ? 'f67a68abcd13b3c3' : 'cc1a5d481483cb4c',
    () => multiplyPanels(memory, { ...panels, start: 0, low: 0, high: 0 }),
  ],
  ["a head's kernels", 'e7b20b5a680f3c6b', () => takeSpace(65536)],
])('%s is emitted byte for byte as it was', (_, hash, compile) => {
  expect(emitted(compile)).toBe(hash)
})
