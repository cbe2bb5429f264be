import { expect, test } from 'vitest'
import { cacheFolder } from '../../src/base/cache-folder.ts'

test('without a home folder a cache folder must be named, and may be', () => {
  const nowhere = () => undefined
  expect(() => cacheFolder({}, 'linux', nowhere)).toThrow(
    expect.objectContaining({ name: 'UserError', next: 'Name one: NIGHTSWEEP_CACHE=<folder>' }),
  )
  expect(cacheFolder({ NIGHTSWEEP_CACHE: '/tmp/cache' }, 'linux', nowhere)).toBe('/tmp/cache')
  expect(cacheFolder({ XDG_CACHE_HOME: '/tmp/xdg' }, 'linux', nowhere)).toBe('/tmp/xdg/nightsweep')
  expect(cacheFolder({}, 'linux', () => '/home/ann')).toBe('/home/ann/.cache/nightsweep')
})
