import { Console } from 'node:console'
import { PassThrough } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { startDashboard } from '../../src/dashboard/start.tsx'
import { live, someState } from './some-live.ts'

// Ink wraps console methods by means of this class, which the test runner's console lacks.
Object.assign(console, { Console })

/** A terminal of 80 × 24 that remembers what was written to it. */
class Screen extends PassThrough {
  columns = 80
  rows = 24
  isTTY = true
  text = ''
  override write(chunk: unknown, ...rest: unknown[]): boolean {
    this.text += String(chunk)
    const done = rest.find(entry => typeof entry === 'function')
    if (typeof done === 'function') done()
    return true
  }
}

class Keyboard extends PassThrough {
  isTTY = true
  isRaw = false
  setRawMode(isRaw: boolean) {
    this.isRaw = isRaw
    return this
  }
  ref() {}
  unref() {}
}

function open() {
  const [stdout, stdin, onQuit] = [new Screen(), new Keyboard(), vi.fn()]
  const dashboard = startDashboard({
    stdout: stdout as unknown as NodeJS.WriteStream,
    stdin: stdin as unknown as NodeJS.ReadStream,
    onQuit,
  })
  dashboard.update({ state: someState(), live })
  return { stdout, stdin, onQuit, dashboard }
}

test('draws on the second screen, then gives the terminal back and leaves the last frame', async () => {
  const { stdout, stdin, dashboard } = open()
  await sleep(50)
  expect(stdin.isRaw).toBe(true)
  await dashboard.stop()
  await dashboard.stop()
  expect(stdin.isRaw).toBe(false)
  const [before, after] = stdout.text.split('\u001B[?1049l')
  expect(before).toContain('\u001B[?1049h')
  expect(before).toContain('trial 0 completed')
  expect(after).toContain('\u001B[?25h')
  expect(after).toContain('MobileNetV2')
  expect(after).not.toContain('? help')
})

test('Ctrl-C and q ask to quit; neither is lost to raw mode', async () => {
  const { stdin, onQuit, dashboard } = open()
  await sleep(50)
  for (const key of ['\u0003', 'q']) {
    stdin.write(key)
    await sleep(20)
  }
  await dashboard.stop()
  expect(onQuit).toHaveBeenCalledTimes(2)
})

test('many updates are few frames', async () => {
  const { stdout, dashboard } = open()
  const state = someState()
  for (let i = 0; i < 300; i++) {
    dashboard.update({ state, live: { ...live, loadPercent: i } })
    if (i % 10 === 0) await sleep(10)
  }
  const frames = stdout.text.split('CPU ').length - 1
  await dashboard.stop()
  expect(frames).toBeGreaterThan(0)
  expect(frames).toBeLessThanOrEqual(5)
})

test('a changed window is drawn in its new size', async () => {
  const { stdout, dashboard } = open()
  await sleep(300)
  stdout.text = ''
  stdout.columns = 100
  stdout.rows = 30
  stdout.emit('resize')
  await sleep(300)
  const frame = stdout.text
  await dashboard.stop()
  expect(frame.startsWith('\u001B[2J')).toBe(true)
  const width = Math.max(...frame.split('\n').map(line => line.replaceAll(/\p{Cc}\[[\d?;]*\w/gu, '').length))
  expect(width).toBe(100)
})
