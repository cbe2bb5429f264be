import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { isAlive } from '../../../src/base/is-alive.ts'
import { isSameProcess, startFromPs, startMark } from '../../../src/base/lock/process.ts'

const isLinux = process.platform === 'linux'

test.skipIf(process.platform === 'win32')('a mark stays the same and tells a later process', async () => {
  const mark = await startMark(process.pid)
  expect(mark).toBeDefined()
  expect(await startMark(process.pid)).toBe(mark)
  const child = spawn('sleep', ['60'])
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child, 'spawn')
  const pid = child.pid ?? 0
  expect(await startMark(pid)).not.toBe(mark)
  expect(await isSameProcess(pid, await startMark(pid))).toBe(true)
  expect(await isSameProcess(pid, mark)).toBe(false)
  expect(await isSameProcess(pid, undefined)).toBeUndefined()
  child.kill('SIGSTOP')
  expect(await isSameProcess(pid, await startMark(pid))).toBe(true)
})

test.skipIf(process.platform === 'win32')(
  'where there is no /proc, ps says when a process started',
  async () => {
    const start = await startFromPs(process.pid)
    expect(start).toMatch(/\b20\d\d$/)
    expect(await startFromPs(process.pid)).toBe(start)
    expect(await startFromPs(2 ** 22 + 1)).toBeUndefined()
  },
)

test.skipIf(!isLinux)('a killed process that its parent never asks after is dead', async () => {
  // `exec` leaves a parent that does not know of its child.
  const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'])
  onTestFinished(() => void parent.kill('SIGKILL'))
  const [line] = await once(createInterface({ input: parent.stdout }), 'line')
  const pid = Number(line)
  const mark = await startMark(pid)
  expect(await isSameProcess(pid, mark)).toBe(true)
  process.kill(pid, 'SIGKILL')
  await expect.poll(() => isSameProcess(pid, mark)).toBe(false)
  expect(isAlive(pid)).toBe(true)
})
