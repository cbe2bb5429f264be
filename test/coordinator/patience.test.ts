import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { noRoomText, sacrificeCache } from '../../src/coordinator/full-disk.ts'
import { patient } from '../../src/coordinator/patience.ts'
import { runEvent } from '../run/beginning.ts'
import { temporaryFolder } from '../store/temporary.ts'

const failing = (code: string) => Object.assign(new Error(code), { code })

/** Appends that fail as told, one after the other; and what was done meanwhile. */
function patience(codes: readonly (string | undefined)[], { hasBegun = true, room = [] as boolean[] } = {}) {
  const told: string[] = []
  const left = [...codes]
  const leave = new AbortController()
  const append = patient({
    async append() {
      const code = left.shift()
      told.push(code ?? 'written')
      if (code !== undefined) throw failing(code)
    },
    hasBegun: () => hasBegun,
    makeRoom: async () => room.shift() ?? false,
    onWait: async code => void told.push(`wait for ${code}`),
    onRoom: () => void told.push('room'),
    signal: leave.signal,
    async wait(ms) {
      told.push(`${ms} ms`)
      if (left[0] === 'LEAVE') {
        left[0] = 'ENOSPC'
        leave.abort()
      }
    },
  })
  return { told, append: () => append([runEvent()]) }
}

test('waits a second, then longer, up to ten seconds, and goes on', async () => {
  const { told, append } = patience(['ENOSPC', 'EIO', 'ENOSPC', 'ENOSPC', 'ENOSPC', 'ENOSPC', undefined])
  await append()
  expect(told.filter(text => text.endsWith(' ms'))).toEqual(
    [1000, 2000, 4000, 8000, 10000, 10000].map(ms => `${ms} ms`),
  )
  expect(told.slice(-2)).toEqual(['written', 'room'])
})

test.each(['EBADF', 'ENOENT', 'EFBIG', ''])('%s never comes right: it ends at once', async code => {
  const { told, append } = patience([code, undefined])
  await expect(append()).rejects.toThrow(code)
  expect(told).toEqual([code])
})

test('nobody waits to begin a run on a full disk', async () => {
  const { told, append } = patience(['ENOSPC', undefined], { hasBegun: false })
  await expect(append()).rejects.toThrow('ENOSPC')
  expect(told).toEqual(['ENOSPC'])
})

test('what can be deleted goes first, and then it is tried at once', async () => {
  const { told, append } = patience(['ENOSPC', 'ENOSPC', undefined], { room: [true, true] })
  await append()
  expect(told).toEqual(['ENOSPC', 'ENOSPC', 'written'])
})

test('who leaves while it waits gets one more try', async () => {
  const { told, append } = patience(['ENOSPC', 'LEAVE', undefined])
  await expect(append()).rejects.toThrow('ENOSPC')
  expect(told).toEqual(['ENOSPC', 'wait for ENOSPC', '1000 ms', 'ENOSPC'])
})

test('the cached activations that were used longest ago are deleted for the journal; those in use stay', async () => {
  const cache = temporaryFolder()
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000)
  for (const [key, hours] of [
    ['older', 5],
    ['oldest', 9],
    ['now', 0],
  ] as const) {
    mkdirSync(path.join(cache, key))
    writeFileSync(path.join(cache, key, '00000'), Buffer.alloc(2048))
    utimesSync(path.join(cache, key), hoursAgo(hours), hoursAgo(hours))
  }
  const run = temporaryFolder()
  expect(await sacrificeCache(run, 'EIO', cache)).toBeUndefined()
  expect(await sacrificeCache('/proc', 'ENOSPC', cache)).toBeUndefined()
  expect(await sacrificeCache(run, 'ENOSPC', cache)).toMatch(/cached activations were deleted to make room/)
  expect(readdirSync(cache).sort()).toEqual(['now', 'older'])
  expect(await sacrificeCache(run, 'ENOSPC', cache)).toBeDefined()
  expect(await sacrificeCache(run, 'ENOSPC', cache)).toBeUndefined()
  expect(readdirSync(cache)).toEqual(['now'])
})

test('says what there is no room for', async () => {
  const folder = temporaryFolder()
  expect(await noRoomText(folder, 'ENOSPC')).toMatch(/^no room on the disk of .*: .* free; the sweep waits$/)
  expect(await noRoomText(folder, 'EDQUOT')).toContain('quota')
  expect(await noRoomText(folder, 'EROFS')).toContain('takes nothing at the moment (EROFS)')
})
