import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { acquireLock, findWriter } from '../../src/store/lock.ts'
import { temporaryFolder } from './temporary.ts'

const owner = (change: object) =>
  JSON.stringify({ pid: process.pid, at: new Date().toISOString(), host: hostname(), ...change })

test('one writer: the second is refused with the pid and `watch` as the next step', async () => {
  const folder = temporaryFolder()
  const lock = await acquireLock(folder)
  await expect(acquireLock(folder)).rejects.toMatchObject({
    name: 'UserError',
    message: expect.stringContaining(`process ${process.pid}`),
    next: expect.stringContaining(`nightsweep watch ${path.basename(folder)}`),
  })
  expect((await findWriter(folder))?.pid).toBe(process.pid)
  await lock.release()
  expect(await findWriter(folder)).toBeUndefined()
  await (await acquireLock(folder)).release()
})

test('the lock of a dead process is taken over', async () => {
  const folder = temporaryFolder()
  const child = spawn(process.execPath, ['-e', ''])
  const pid = child.pid
  await once(child, 'exit')
  writeFileSync(path.join(folder, 'lock'), owner({ pid }))
  expect(await findWriter(folder)).toBeUndefined()
  const lock = await acquireLock(folder)
  expect(JSON.parse(readFileSync(path.join(folder, 'lock'), 'utf8'))).toMatchObject({ pid: process.pid })
  await lock.release()
})

test.each([
  ['whose number belongs to another process now', { mark: '1' }],
  ['from before the machine started', { at: '2001-01-01T00:00:00.000Z' }],
])('a lock %s is taken over', async (_, change) => {
  const folder = temporaryFolder()
  writeFileSync(path.join(folder, 'lock'), owner(change))
  await (await acquireLock(folder)).release()
  expect(existsSync(path.join(folder, 'lock'))).toBe(false)
})

test('a lock that is no lock is taken over', async () => {
  const folder = temporaryFolder()
  writeFileSync(path.join(folder, 'lock'), 'torn')
  await (await acquireLock(folder)).release()
})

test('a lock of another machine is believed; the error says which file to delete', async () => {
  const folder = temporaryFolder()
  writeFileSync(path.join(folder, 'lock'), owner({ host: 'elsewhere', pid: 1 }))
  await expect(acquireLock(folder)).rejects.toMatchObject({
    message: expect.stringContaining('on elsewhere'),
    next: expect.stringContaining(path.join(folder, 'lock')),
  })
})

test('of many at once exactly one gets a stale lock', async () => {
  const folder = temporaryFolder()
  writeFileSync(path.join(folder, 'lock'), 'torn')
  const tries = await Promise.allSettled(Array.from({ length: 8 }, () => acquireLock(folder)))
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

test('releasing leaves a lock of somebody else alone', async () => {
  const folder = temporaryFolder()
  const lock = await acquireLock(folder)
  writeFileSync(path.join(folder, 'lock'), owner({ host: 'elsewhere' }))
  await lock.release()
  expect(existsSync(path.join(folder, 'lock'))).toBe(true)
})

test('a stale lock that cannot be moved is told as a folder that cannot be written', async () => {
  const folder = temporaryFolder()
  writeFileSync(path.join(folder, 'lock'), owner({ pid: 2 ** 30 }))
  mkdirSync(path.join(folder, `lock.${process.pid}.stale`))
  await expect(acquireLock(folder)).rejects.toMatchObject({
    name: 'UserError',
    message: 'the run folder cannot be written',
  })
})
