import { expect, test } from 'vitest'
import { createSteps } from '../../../src/engine/install/steps.ts'

function recorder(isTTY: boolean) {
  let text = ''
  let now = 0
  const steps = createSteps({ write: part => (text += part), isTTY, columns: 60 }, () => now)
  return { steps, text: () => text, wait: (ms: number) => (now += ms) }
}

test('a step is one line: what is done, what came of it, how long it took', async () => {
  const { steps, text, wait } = recorder(false)
  const run = async (say: (line: string) => void) => {
    say('not shown where nobody looks')
    wait(1500)
    return 3
  }
  expect(await steps({ title: 'Counting', run, result: n => `${n} things` })).toBe(3)
  await steps({ title: 'Resting', run: async () => wait(75_000), result: () => 'done' })
  expect(text()).toBe('1. Counting … 3 things (1.5s)\n2. Resting … done (1m 15s)\n')
})

test('a step that fails says so, and its error goes on', async () => {
  const { steps, text, wait } = recorder(false)
  const run = async () => {
    wait(200)
    throw new Error('no luck')
  }
  await expect(steps({ title: 'Trying', run, result: String })).rejects.toThrow('no luck')
  expect(text()).toBe('1. Trying … failed (0.2s)\n')
})

test('on a terminal the line shows what it is at, cut to the width', async () => {
  const { steps, text } = recorder(true)
  const run = async (say: (line: string) => void) => say(`Downloading ${'x'.repeat(100)}`)
  await steps({ title: 'Installing', run, result: () => 'done' })
  const shown = text().split('\r\x1b[2K')
  expect(shown[1]).toMatch(/^1\. Installing … 0\.0s Downloading x+$/)
  expect(shown[1]).toHaveLength(59)
  expect(shown.at(-1)).toBe('1. Installing … done (0.0s)\n')
})
