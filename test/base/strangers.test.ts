import { chmodSync, lchownSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { privateGroup } from '../../src/base/private-group.ts'
import { isFromStrangers, makeOwnFolder, refuseStrangers, whyStrange } from '../../src/base/strangers.ts'
import { readInstalled, writeInstalled } from '../../src/engine/installed.ts'
import { probeOne } from '../../src/engine/probe.ts'
import { temporaryFolder } from '../setup/images.ts'

const isRoot = process.geteuid?.() === 0
const hasRights = process.geteuid !== undefined

test.each([
  [{ uid: 1000, gid: 1000, mode: 0o40755 }, undefined],
  [{ uid: 0, gid: 0, mode: 0o40755 }, undefined],
  [{ uid: 1000, gid: 1000, mode: 0o40775 }, undefined],
  [{ uid: 1000, gid: 100, mode: 0o40775 }, /written by others \(mode 775\)/],
  [{ uid: 1000, gid: 1000, mode: 0o40777 }, /written by others \(mode 777\)/],
  [{ uid: 0, gid: 0, mode: 0o41777 }, /written by others \(mode 1777\)/],
  [{ uid: 1001, gid: 1000, mode: 0o40700 }, /another user \(number 1001\)/],
])('for user 1000 with a group of his own: %j', (facts, why) => {
  const told = whyStrange(facts, 1000, () => 1000)
  if (why === undefined) expect(told).toBeUndefined()
  else expect(told).toMatch(why)
})

test.each([
  ['own', 'ann:x:1000:\n', 1000],
  ['own, the user named as its member', 'ann:x:1000:ann\n', 1000],
  ['with another member', 'ann:x:1000:bob\n', undefined],
  ['with a member whose name has the own inside', 'ann:x:1000:annie\n', undefined],
  ['of another name', 'users:x:1000:\n', undefined],
  ['of a directory service', 'root:x:0:\n', undefined],
  ['with a second name for its number', 'ann:x:1000:\nstaff:x:1000:bob\n', undefined],
  ["another's first", 'ann:x:1000:\n', undefined, 'bob:x:1001:1000::/:/bin/sh\n'],
])('a group is private or not: %s', (_, group, number, others = '') => {
  const etc = temporaryFolder()
  writeFileSync(path.join(etc, 'group'), `root:x:0:\n${group}`)
  writeFileSync(path.join(etc, 'passwd'), `ann:x:1000:1000::/:/bin/sh\n${others}`)
  expect(privateGroup({ username: 'ann', gid: 1000 }, etc)).toBe(number)
  expect(privateGroup({ username: 'ann', gid: 1000 }, path.join(etc, 'none'))).toBeUndefined()
})

test('where the system has no such rights nothing is refused', () => {
  if (!hasRights) expect(whyStrange({ uid: 7, gid: 7, mode: 0o777 })).toBeUndefined()
})

/** A cache with an engine that would run `index.js`. */
async function cacheWithEngine() {
  const env = { ...process.env, NIGHTSWEEP_CACHE: path.join(temporaryFolder(), 'cache') }
  const at = (...names: string[]) => path.join(env.NIGHTSWEEP_CACHE, 'engine', ...names)
  const libraries = [at('tensorflow', 'lib')]
  await makeOwnFolder(at('addon', 'dist'))
  await makeOwnFolder(libraries[0] ?? '')
  writeFileSync(at('addon', 'dist', 'index.js'), '')
  await writeInstalled(
    { package: at('addon'), tensorflow: { folder: at('tensorflow'), version: '2' }, gpu: false, libraries },
    env,
  )
  return { env, at }
}

const places = [
  ['..'],
  [],
  ['installed.json'],
  ['addon'],
  ['addon', 'dist', 'index.js'],
  ['tensorflow'],
  ['tensorflow', 'lib'],
]

test.runIf(hasRights).each(places)('an engine is not loaded where others may write: %j', async (...names) => {
  const { env, at } = await cacheWithEngine()
  expect(readInstalled(env)).toBeDefined()
  chmodSync(at(...names), 0o777)
  expect(() => readInstalled(env)).toThrow(
    expect.objectContaining({
      name: 'UserError',
      where: path.resolve(at(...names)),
      message: expect.stringMatching(/may be written by others \(mode 777\)/),
      next: expect.stringMatching(/chmod -R go-w .*NIGHTSWEEP_CACHE=/),
    }),
  )
})

test.runIf(isRoot).each(places)('nor where another user owns it: %j', async (...names) => {
  const { env, at } = await cacheWithEngine()
  lchownSync(at(...names), 12345, 12345)
  expect(() => readInstalled(env)).toThrow(/belongs to another user \(number 12345\)/)
})

test.runIf(isRoot)('nor behind the link of another user', async () => {
  const { env } = await cacheWithEngine()
  const link = path.join(temporaryFolder(), 'link')
  symlinkSync(env.NIGHTSWEEP_CACHE, link)
  expect(readInstalled({ NIGHTSWEEP_CACHE: link })).toBeDefined()
  lchownSync(link, 12345, 12345)
  expect(() => readInstalled({ NIGHTSWEEP_CACHE: link })).toThrow(/another user/)
})

test.runIf(hasRights)('engine list says why, and of this engine only', async () => {
  const { env, at } = await cacheWithEngine()
  chmodSync(at(), 0o777)
  expect(await probeOne('tensorflow', { threads: 1, env })).toMatchObject({
    works: false,
    reason: expect.stringMatching(/engine: what is in the cache folder cannot be trusted/),
    next: expect.stringMatching(/^If all in it is yours: chmod/),
  })
})

test.runIf(hasRights)('a folder that is made is for nobody else', async () => {
  const env = { NIGHTSWEEP_CACHE: path.join(temporaryFolder(), 'new') }
  const folder = path.join(env.NIGHTSWEEP_CACHE, 'activations')
  await makeOwnFolder(folder)
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  expect(statSync(env.NIGHTSWEEP_CACHE).mode & 0o777).toBe(0o700)
  refuseStrangers(folder, env)
  mkdirSync(path.join(folder, 'key'))
  chmodSync(env.NIGHTSWEEP_CACHE, 0o1777)
  expect(isFromStrangers(path.join(folder, 'key'), env)).toBe(true)
})
