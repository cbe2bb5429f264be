import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { createDiskCache, type DiskCache, type DiskCacheOptions } from '../../src/activations/disk-cache.ts'
import { temporaryFolder } from '../setup/images.ts'

const caches: DiskCache[] = []
afterEach(() => {
  for (const cache of caches.splice(0)) cache.close()
})

function open(options: Partial<DiskCacheOptions> = {}): DiskCache {
  const cache = createDiskCache({ folder: temporaryFolder(), budgetBytes: 1e9, ...options })
  caches.push(cache)
  return cache
}

const rows = Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i))
const read = async (cache: DiskCache, key = 'key', shard = 0) => {
  const into = new Float32Array(rows.length)
  return { state: await cache.read(key, shard, into), into }
}

async function written(options: Partial<DiskCacheOptions> = {}): Promise<DiskCache> {
  const cache = open(options)
  expect(await cache.reserve('key', 5000)).toBe(true)
  await cache.write('key', 0, rows)
  return cache
}

test('what was written is read, what was not is missing', async () => {
  const cache = await written()
  expect(await read(cache)).toEqual({ state: 'whole', into: rows })
  expect((await read(cache, 'key', 1)).state).toBe('missing')
  expect((await read(cache, 'other')).state).toBe('missing')
})

test.each<[string, (file: string) => void]>([
  ['truncated', file => truncateSync(file, 1700)],
  ['empty', file => truncateSync(file, 0)],
  ['longer', file => writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.from('more')]))],
  ['flipped in the rows', file => flip(file, 2345, 1)],
  ['flipped in the header', file => flip(file, 5, 128)],
  ['flipped in the checksum', file => flip(file, 12, 4)],
  ['of zeros', file => writeFileSync(file, Buffer.alloc(4016))],
])('a file that is %s is damaged, and good again once it is rewritten', async (_, damage) => {
  const cache = await written()
  damage(cache.fileOf('key', 0))
  expect((await read(cache)).state).toBe('damaged')
  await cache.write('key', 0, rows)
  expect((await read(cache)).state).toBe('whole')
})

function flip(file: string, place: number, bit: number): void {
  const bytes = readFileSync(file)
  bytes.writeUInt8(bytes.readUInt8(place) ^ bit, place)
  writeFileSync(file, bytes)
}

test('rows of another kind or number are not taken for these', async () => {
  const cache = await written()
  expect(await cache.read('key', 0, new Float32Array(999))).toBe('damaged')
  expect(await cache.read('key', 0, new Uint16Array(2000))).toBe('damaged')
})

const writer = `
const { createDiskCache } = await import(process.argv[1])
const cache = createDiskCache({ folder: process.argv[2], budgetBytes: 1e9 })
await cache.reserve('key', 1e8)
process.stdout.write('go')
for (let n = 0; ; n++) await cache.write('key', n % 4, new Float32Array(500_000).fill(n))
`
const entry = new URL('../../dist/activations/disk-cache.js', import.meta.url).href

function startWriter(folder: string) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', writer, entry, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return { child, begun: new Promise(resolve => child.stdout.once('data', resolve)) }
}

/** Every file that has its name is whole, and of one writing. */
async function expectWholeFiles(folder: string): Promise<number> {
  const cache = open({ folder })
  const names = readdirSync(path.join(folder, 'key')).filter(name => !name.endsWith('.tmp'))
  for (const name of names) {
    const into = new Float32Array(500_000)
    expect(await cache.read('key', Number(name), into)).toBe('whole')
    expect(into.every(value => value === into[0])).toBe(true)
  }
  return names.length
}

test('two processes write the same files; both are killed in the middle; no half file is believed', async () => {
  const folder = temporaryFolder()
  const writers = [startWriter(folder), startWriter(folder)]
  await Promise.all(writers.map(({ begun }) => begun))
  while (!existsSync(path.join(folder, 'key', '00003'))) await sleep(5)
  await sleep(37)
  for (const { child } of writers) child.kill('SIGKILL')
  await Promise.all(writers.map(({ child }) => new Promise(resolve => child.once('exit', resolve))))
  expect(await expectWholeFiles(folder)).toBe(4)
})

const tooMuch = `
const { createDiskCache } = await import(process.argv[1])
const cache = createDiskCache({ folder: process.argv[2], budgetBytes: 1e9 })
await cache.reserve('key', 1e8)
await cache.write('key', 0, new Float32Array(500_000)).then(() => console.log('written'), e => console.log(e.code))
cache.close()
`

test('a disk that takes only a part of a file: an error, and nothing is left of it', () => {
  const folder = temporaryFolder()
  const limited = ['-c', 'ulimit -f 100; exec "$0" "$@"', process.execPath]
  const { stdout } = spawnSync('sh', [...limited, '--input-type=module', '-e', tooMuch, entry, folder], {
    encoding: 'utf8',
  })
  expect(stdout).toBe('EFBIG\n')
  expect(readdirSync(path.join(folder, 'key'))).toEqual([])
})

test('what a dead writer left unfinished goes after an hour', async () => {
  const folder = temporaryFolder()
  const cache = await written({ folder })
  const leftover = `${cache.fileOf('key', 1)}.1-x.tmp`
  writeFileSync(leftover, 'half')
  await cache.reserve('other', 10)
  expect(existsSync(leftover)).toBe(true)
  utimesSync(leftover, 0, 0)
  await cache.reserve('other', 10)
  expect(existsSync(leftover)).toBe(false)
})

test('the budget: the oldest goes first, what is in use stays, what has no room is refused', async () => {
  const folder = temporaryFolder()
  const earlier = open({ folder })
  for (const [key, age] of [
    ['new', 2000],
    ['old', 9000],
    ['used', 0],
  ] as const) {
    await earlier.reserve(key, 4100)
    await earlier.write(key, 0, rows)
    const at = Date.now() / 1000 - age
    utimesSync(path.join(folder, key), at, at)
  }
  earlier.close()
  const cache = open({ folder, budgetBytes: 13_000 })
  const left = () => readdirSync(folder).sort()
  expect(await cache.reserve('first', 4100)).toBe(true)
  expect(left()).toEqual(['first', 'new', 'used'])
  expect(await cache.reserve('second', 4100)).toBe(true)
  expect(left()).toEqual(['first', 'second', 'used'])
  expect(await cache.reserve('third', 4100)).toBe(false)
  expect(left()).toEqual(['first', 'second', 'used'])
  expect(await cache.reserve('first', 4100)).toBe(true)
})

test('what another process uses is kept alive while it runs', async () => {
  const folder = temporaryFolder()
  const user = await written({ folder, inUseMs: 200 })
  const other = open({ folder, budgetBytes: 4100, inUseMs: 200 })
  await sleep(500)
  expect(await other.reserve('mine', 4100)).toBe(false)
  user.close()
  await sleep(300)
  expect(await other.reserve('mine', 4100)).toBe(true)
  expect((await read(user)).state).toBe('missing')
})

test('leaves the disk what others may need: the oldest goes first, and what still has no place is not kept', async () => {
  let free = 6000
  const folder = temporaryFolder()
  const first = open({ folder, inUseMs: 0 })
  expect(await first.reserve('old', 5000)).toBe(true)
  await first.write('old', 0, rows)
  first.close()
  const second = open({ folder, inUseMs: 0, freeBytes: async () => free })
  expect(await second.reserve('fits', 5900)).toBe(true)
  expect(existsSync(second.fileOf('old', 0))).toBe(true)
  free = 100
  expect(await second.reserve('new', 9000)).toBe(false)
  expect(existsSync(second.fileOf('old', 0))).toBe(false)
})
