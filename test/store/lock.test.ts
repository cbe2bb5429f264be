import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { hashOf } from '../../src/base/hash.ts'
import { describeSelf } from '../../src/base/lock/owner.ts'
import type { RunEvent } from '../../src/run/event.ts'
import { acquireLock, findWriter, writerOf } from '../../src/store/lock.ts'
import { createRun } from '../../src/store/run-folder.ts'
import { killHard, namespaces, quickRhythm, startHolder } from './holder.ts'
import { temporaryFolder } from './temporary.ts'

const lockOf = (folder: string) => path.join(folder, 'lock')
const read = (folder: string) => JSON.parse(readFileSync(lockOf(folder), 'utf8'))
/** This process as the owner, but for `change`. */
const owner = async (change: object = {}) => JSON.stringify({ ...(await describeSelf()), ...change })
/** As older versions wrote it. */
const oldOwner = (change: object = {}) =>
  JSON.stringify({ pid: process.pid, at: new Date().toISOString(), host: hostname(), ...change })
const elsewhere = { boot: 'another', pidNamespace: 'pid:[1]', host: 'elsewhere' }
const hour = 3_600_000

function folderWith(text: string, ageSeconds = 0): string {
  const folder = temporaryFolder()
  writeFileSync(lockOf(folder), text)
  age(folder, ageSeconds)
  return folder
}

function age(folder: string, seconds: number): void {
  const then = Date.now() / 1000 - seconds
  if (seconds !== 0) utimesSync(lockOf(folder), then, then)
}

async function deadPid(): Promise<number | undefined> {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  return child.pid
}

async function expectTakenOver(folder: string): Promise<void> {
  const lock = await acquireLock(folder, quickRhythm)
  expect(read(folder)).toMatchObject({ pid: process.pid })
  await lock.release()
  expect(readdirSync(folder)).toEqual([])
}

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
  await expectTakenOver(folder)
})

describe('a process of this machine', () => {
  test.each(['SIGKILL', 'SIGTERM'] as const)('ended by %s: its lock is taken over', async signal => {
    const folder = temporaryFolder()
    const { child, next, go } = await startHolder(folder)
    go()
    expect(await next()).toBe(`held by ${child.pid}`)
    expect(await findWriter(folder)).toMatchObject({ pid: child.pid })
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
    expect(await findWriter(folder)).toBeUndefined()
    await expectTakenOver(folder)
  })

  test('stopped: it still owns its lock, however old the heartbeat', async () => {
    const folder = temporaryFolder()
    const { child, next, go } = await startHolder(folder)
    go()
    await next()
    child.kill('SIGSTOP')
    await sleep(200)
    age(folder, 3600)
    expect(await findWriter(folder)).toMatchObject({ pid: child.pid })
    await expect(acquireLock(folder, quickRhythm)).rejects.toThrow(`process ${child.pid}`)
  })

  test.each([hour, -hour])('a clock that is %i ms wrong changes nothing', async wrong => {
    const at = new Date(Date.now() + wrong).toISOString()
    const living = folderWith(await owner({ at }), wrong / 1000)
    expect(await findWriter(living)).toMatchObject({ pid: process.pid })
    await expect(acquireLock(living, quickRhythm)).rejects.toThrow(at)
    const old = folderWith(oldOwner({ at: new Date(0).toISOString() }))
    expect(await findWriter(old)).toMatchObject({ pid: process.pid })
    await expectTakenOver(folderWith(await owner({ at, pid: await deadPid() }), wrong / 1000))
  })

  test('whose number another process has now: its lock is taken over', async () => {
    await expectTakenOver(folderWith(await owner({ mark: '1' })))
    await expectTakenOver(folderWith(oldOwner({ mark: '1' })))
  })

  test('under another host name', async () => {
    const folder = folderWith(await owner({ host: 'renamed' }), hour / 1000)
    expect(await findWriter(folder)).toMatchObject({ pid: process.pid })
  })
})

describe.each([
  ['on another machine', elsewhere],
  ['in another container', { ...elsewhere, host: hostname() }],
  ['in another container under the same kernel', { pidNamespace: 'pid:[1]' }],
])('a process %s', (place, change) => {
  test('whose heartbeat is fresh', async () => {
    const folder = folderWith(await owner(change))
    expect(await findWriter(folder)).toMatchObject(change)
    const beat = setInterval(() => age(folder, Math.random()), 100)
    const words = place === 'on another machine' ? 'on elsewhere' : 'in another container'
    await expect(acquireLock(folder, quickRhythm)).rejects.toMatchObject({
      message: expect.stringContaining(words),
      next: expect.not.stringContaining('delete'),
    })
    clearInterval(beat)
  })

  test('whose heartbeat stopped long ago', async () => {
    const folder = folderWith(await owner({ ...change, pid: 1 }), 60)
    expect(await findWriter(folder)).toBeUndefined()
    await expectTakenOver(folder)
  })

  test('that is seen to stop', async () => {
    await expectTakenOver(folderWith(await owner(change)))
  })
})

test('a foreign lock written in the future is watched, not believed', async () => {
  const text = await owner(elsewhere)
  const silent = folderWith(text, -3600)
  const beating = folderWith(text, -3600)
  const beat = setInterval(() => age(beating, -3600 - Math.random()), 1000)
  expect(await Promise.all([findWriter(silent), findWriter(beating)])).toMatchObject([
    undefined,
    { host: 'elsewhere' },
  ])
  clearInterval(beat)
  await expectTakenOver(silent)
})

test('a foreign lock that beats is alive, though its times are old', async () => {
  const folder = folderWith(await owner(elsewhere), 3600)
  const look = writerOf(folder)
  expect(await look()).toBeUndefined()
  age(folder, 3590)
  expect(await look()).toMatchObject({ host: 'elsewhere' })
})

test('an old lock of another machine is believed, as it never beats; the error says which file to delete', async () => {
  const folder = folderWith(oldOwner({ host: 'elsewhere', pid: 1 }), 3600)
  expect(await findWriter(folder)).toMatchObject({ host: 'elsewhere' })
  await expect(acquireLock(folder, quickRhythm)).rejects.toMatchObject({
    message: expect.stringContaining('on elsewhere'),
    next: expect.stringContaining(lockOf(folder)),
  })
})

const allowed = namespaces()
if (allowed.length === 0) test.skip('namespaces of process numbers: `unshare` is not allowed here', () => {})

describe.each(allowed)('a namespace of process numbers %s', (_, within) => {
  test('its process is seen to live, and to be dead after kill -9', async () => {
    const folder = temporaryFolder()
    const holder = await startHolder(folder, { within })
    holder.go()
    expect(await holder.next()).toMatch(/^held by \d+/)
    expect(read(folder).pidNamespace).not.toBe((await describeSelf()).pidNamespace)
    expect(await findWriter(folder)).toMatchObject({ host: hostname() })
    await expect(acquireLock(folder, quickRhythm)).rejects.toThrow('in another container')
    const other = await startHolder(folder, { within })
    other.go()
    expect(await other.next()).toMatch(/^UserError: .* is already being worked on/)
    await killHard(holder)
    await expectTakenOver(folder)
  })

  test('from inside, the process outside is seen to live, and its death is found out', async () => {
    const folder = temporaryFolder()
    const lock = await acquireLock(folder, quickRhythm)
    const [refused, second] = [await startHolder(folder, { within }), await startHolder(folder, { within })]
    refused.go()
    expect(await refused.next()).toContain(`process ${process.pid} in another container`)
    await lock.release()
    second.go()
    expect(await second.next()).toMatch(/^held by/)
  })
})

describe('a lock that is lost', () => {
  const another = async () => await owner({ token: 'another' })

  test.each([
    ['taken by another', async (file: string) => writeFileSync(file, await another())],
    ['deleted', async (file: string) => rmSync(file)],
    ['damaged', async (file: string) => writeFileSync(file, '')],
  ])('%s: its holder is told, and leaves it alone', async (_, change) => {
    const folder = temporaryFolder()
    const lock = await acquireLock(folder, quickRhythm)
    const lost = once(lock.lost, 'abort')
    await sleep(250)
    expect(lock.lost.aborted).toBe(false)
    await change(lockOf(folder))
    const left = existsSync(lockOf(folder)) ? readFileSync(lockOf(folder), 'utf8') : undefined
    await lost
    expect(lock.lost.reason).toMatchObject({ name: 'UserError', where: lockOf(folder) })
    await lock.release()
    expect(existsSync(lockOf(folder)) ? readFileSync(lockOf(folder), 'utf8') : undefined).toBe(left)
  })

  test('a run that was taken over takes no more events', async () => {
    const store = await createRun(temporaryFolder(), 'flowers')
    writeFileSync(lockOf(store.folder), await another())
    await once(store.lost, 'abort')
    const event: RunEvent = { type: 'note', at: new Date().toISOString(), level: 'info', text: 'late' }
    await expect(store.append([event])).rejects.toThrow('another process has taken this lock over')
    await store.close()
    expect((await store.readState()).notes).toEqual([])
  })

  test('releasing leaves a lock of somebody else alone', async () => {
    const folder = temporaryFolder()
    const lock = await acquireLock(folder)
    writeFileSync(lockOf(folder), await another())
    await lock.release()
    expect(existsSync(lockOf(folder))).toBe(true)
  })

  test.each(allowed.slice(0, 1))(
    'a paused container (%s) wakes up and finds its run taken',
    async (_, within) => {
      const folder = temporaryFolder()
      const holder = await startHolder(folder, { within })
      holder.go()
      await holder.next()
      const inside = readFileSync(`/proc/${holder.child.pid}/task/${holder.child.pid}/children`, 'utf8')
      process.kill(Number(inside), 'SIGSTOP')
      const lock = await acquireLock(folder, quickRhythm)
      process.kill(Number(inside), 'SIGCONT')
      expect(await holder.next()).toMatch(/^lost: another process has taken this lock over/)
      expect(read(folder)).toMatchObject({ pid: process.pid })
      await lock.release()
    },
  )
})

describe('a damaged lock', () => {
  test.each([
    ['empty', ''],
    ['half of one', oldOwner().slice(0, 30)],
    ['not JSON', 'torn'],
    ['no object', 'null'],
    ['without a host', JSON.stringify({ pid: process.pid })],
    ['with a number that means all processes', oldOwner({ pid: -1 })],
    ['with a number that means its own group', oldOwner({ pid: 0 })],
    ['with a word for a number', oldOwner({ pid: String(process.pid) })],
  ])('%s, is nobody’s and is taken over', async (_, text) => {
    const folder = folderWith(text)
    expect(await findWriter(folder)).toBeUndefined()
    await expectTakenOver(folder)
  })

  test('is told apart from one that is being written', async () => {
    const folder = folderWith('')
    const found = findWriter(folder)
    const taken = acquireLock(folder)
    await sleep(200)
    const text = await owner()
    writeFileSync(lockOf(folder), text.slice(0, 40))
    await sleep(200)
    writeFileSync(lockOf(folder), text)
    await expect(taken).rejects.toThrow(`process ${process.pid}`)
    expect(await found).toMatchObject({ pid: process.pid })
  })

  test('that is a folder is told as such, and is nobody’s', async () => {
    const folder = temporaryFolder()
    mkdirSync(lockOf(folder))
    expect(await findWriter(folder)).toBeUndefined()
    await expect(acquireLock(folder)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining('EISDIR'),
      where: lockOf(folder),
    })
  })
})

describe('many at once', () => {
  test.each([
    ['stale', async () => owner({ pid: await deadPid() })],
    ['damaged', async () => 'torn'],
  ])('of 8 processes exactly one gets a %s lock', async (_, text) => {
    const folder = folderWith(await text())
    const holders = await Promise.all(Array.from({ length: 8 }, () => startHolder(folder)))
    for (const { go } of holders) go()
    const words = await Promise.all(holders.map(({ next }) => next()))
    const winners = words.filter(line => line.startsWith('held by'))
    expect(winners).toEqual([`held by ${read(folder).pid}`])
    expect(words.filter(line => line.includes(`worked on by process ${read(folder).pid}`))).toHaveLength(7)
    expect(readdirSync(folder)).toEqual(['lock'])
  })

  test('of 8 in one process exactly one', async () => {
    const folder = folderWith('torn')
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => acquireLock(folder)))
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  test('one that was killed while taking over does not bar the others', async () => {
    const stale = await owner({ pid: await deadPid() })
    const folder = folderWith(stale)
    const permit = await owner({ pid: await deadPid() })
    writeFileSync(`${lockOf(folder)}.${hashOf(stale).slice(0, 12)}`, permit)
    await expectTakenOver(folder)
  })
})
