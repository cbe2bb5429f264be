import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const root = path.resolve(import.meta.dirname, '..')
const read = (file: string) => JSON.parse(readFileSync(path.join(root, file), 'utf8'))

/** All that an MIT program may be handed on with; LGPL: libvips, which sharp loads as a library of its own. */
const allowed = /^(0BSD|Apache-2\.0|BSD-2-Clause|BSD-3-Clause|CC0-1\.0|ISC|LGPL-3\.0-or-later|MIT|Unlicense)$/
/** "SEE LICENSE IN …", and what stands there, read by a person. */
const byHand: Readonly<Record<string, string>> = { h5wasm: 'permissive: terms of NIST, to be kept with it' }

interface Locked {
  readonly dev?: boolean
  readonly license?: string
}

/** Of installed packages what they say themselves; of those for other systems what the lock file says. */
function licences(): [name: string, licence: string][] {
  const packages: Record<string, Locked> = read('package-lock.json').packages
  return Object.entries(packages).flatMap(([place, { dev = false, license: locked = '' }]) => {
    if (place === '' || dev) return []
    const file = `${place}/package.json`
    const licence: unknown = existsSync(path.join(root, file)) ? read(file).license : locked
    return [[place.replace(/^.*node_modules\//, ''), typeof licence === 'string' ? licence : locked]]
  })
}

/** SPDX: every part of AND, some part of OR. */
const isAllowed = (licence: string) =>
  licence
    .replaceAll(/[()]/g, '')
    .split(' AND ')
    .every(part => part.split(' OR ').some(one => allowed.test(one)))

test('everything that is installed with the program may be handed on with it', () => {
  const all = licences()
  expect(all.length).toBeGreaterThan(100)
  expect(all.filter(([name, licence]) => !isAllowed(licence) && byHand[name] === undefined)).toEqual([])
})
