import { existsSync, mkdtempSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { describeSelf } from '../../src/base/lock/owner.ts'
import { withFileLock } from '../../src/weights/file-lock.ts'

const lockFile = () => path.join(mkdtempSync(path.join(tmpdir(), 'nightsweep-lock-')), 'lock')
const owner = (pid: number, host = hostname()) => JSON.stringify({ pid, host, token: 'x' })
/** No process has it: it is above the largest that Linux gives. */
const deadPid = 2 ** 22 + 1

test('one after the other', async () => {
  const file = lockFile()
  let inside = 0
  let most = 0
  const work = async () => {
    most = Math.max(most, ++inside)
    await sleep(20)
    inside--
  }
  await Promise.all([1, 2, 3, 4].map(() => withFileLock(file, work)))
  expect(most).toBe(1)
  expect(existsSync(file)).toBe(false)
})

test('freed when the work fails', async () => {
  const file = lockFile()
  await expect(withFileLock(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(existsSync(file)).toBe(false)
})

test.each<[string, string, number]>([
  ['of a process that is gone', owner(deadPid), 0],
  ['whose number another process has now', JSON.stringify({ ...(await describeSelf()), mark: '1' }), 0],
  ['of another machine that has been silent', owner(1, 'elsewhere'), 120],
  ['that is empty and old', '', 120],
])('a lock %s is taken over', async (_, text, ageSeconds) => {
  const file = lockFile()
  writeFileSync(file, text)
  const then = Date.now() / 1000 - ageSeconds
  utimesSync(file, then, then)
  expect(await withFileLock(file, async () => readFileSync(file, 'utf8'))).toContain(`"pid":${process.pid}`)
})

test.each<[string, string, number]>([
  ['a living process', owner(process.pid), 0],
  ['a living process that was stopped for an hour', JSON.stringify(await describeSelf()), 3600],
  ['another machine', owner(deadPid, 'elsewhere'), 0],
])('a lock of %s is respected', async (_, text, ageSeconds) => {
  const file = lockFile()
  writeFileSync(file, text)
  const then = Date.now() / 1000 - ageSeconds
  utimesSync(file, then, then)
  const stop = new AbortController()
  let waits = 0
  const onWait = () => {
    if (++waits === 2) stop.abort()
  }
  await expect(withFileLock(file, async () => 'never', { onWait, signal: stop.signal })).rejects.toThrow(
    /abort/i,
  )
  expect(readFileSync(file, 'utf8')).toBe(text)
})
