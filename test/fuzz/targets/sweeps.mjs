import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { UserError } from '../../../dist/base/errors.js'
import { sampleConfig } from '../../../dist/space/sample.js'
import { loadSweep } from '../../../dist/sweep/load.js'
import { plannedTrials, reachableRecipes, spaceSize } from '../../../dist/sweep/reachable.js'
import { recipeOf } from '../../../dist/sweep/recipe-of.js'
import { storedSweepSchema } from '../../../dist/sweep/stored.js'
import { spaceOf } from '../../../dist/sweep/sweep.js'
import { mutatedText } from '../mutate.mjs'

/** Search-space files: those in the box, damaged; and any values under the keys that there are. */
export function open(folder) {
  const box = path.resolve(import.meta.dirname, '../../../search-spaces')
  const texts = readdirSync(box)
    .filter(name => name.endsWith('.yaml'))
    .map(name => readFileSync(path.join(box, name), 'utf8').replace(/^ *#.*\n/gm, ''))
    // Of any place that there is, and without weight files that are not.
    .map(text => settled(settled(text, 'path', '.'), 'weights', 'random'))
  const schema = JSON.parse(readFileSync(path.join(box, 'schema.json'), 'utf8'))
  const keys = [...new Set(keysIn(schema))]
  const file = path.join(folder, 'input')
  return {
    refusals: [UserError],
    async attempt(random) {
      const text =
        random.next() < 0.75
          ? mutatedText(random.pick(texts), random)
          : JSON.stringify(anySweep(keys, random))
      writeFileSync(file, text)
      return check(await loadSweep(file), random)
    },
  }
}

const settled = (text, key, value) =>
  text.replace(new RegExp(`(\\b${key}:) *(\\$\\{[^}]*\\}|[^ ,}\\n]+)`), `$1 ${value}`)

/** What is accepted can be gone on with. */
function check(sweep, random) {
  const again = storedSweepSchema.safeParse(JSON.parse(JSON.stringify(sweep)))
  if (!again.success) return `accepted, but a journal could not be read again: ${again.error.message}`
  if (Number.isNaN(plannedTrials(sweep))) return 'accepted with no number of trials'
  if (!(spaceSize(sweep) >= 0)) return 'accepted with no size'
  if (reachableRecipes(sweep).length === 0) return 'accepted without a recipe'
  const space = spaceOf(sweep)
  recipeOf(sweep, sampleConfig(space, random))
  return undefined
}

function keysIn(schema) {
  if (schema === null || typeof schema !== 'object') return []
  const own = Object.keys(schema.properties ?? {})
  return [...own, ...Object.values(schema).flatMap(keysIn)]
}

function anySweep(keys, random) {
  return {
    ...anyRecord(keys, random, 2),
    data: random.next() < 0.7 ? { path: '.' } : anyValue(keys, random, 2),
    space: random.next() < 0.7 ? { learningRate: [1e-3, 1e-2] } : anyRecord(keys, random, 3),
  }
}

const scalars = [
  null,
  true,
  false,
  0,
  -1,
  1,
  2,
  0.5,
  1e308,
  -0,
  1e-320,
  '',
  'auto',
  'none',
  'adam',
  'random',
  '8h',
  '07:30',
  'ja',
  '\u001b[2J',
]

function anyValue(keys, random, depth) {
  const kind = random.next()
  if (depth === 0 || kind < 0.5) return random.pick(scalars)
  if (kind < 0.7) return Array.from({ length: random.integer(0, 4) }, () => anyValue(keys, random, depth - 1))
  return anyRecord(keys, random, depth - 1)
}

function anyRecord(keys, random, depth) {
  return Object.fromEntries(
    Array.from({ length: random.integer(0, 5) }, () => [
      random.pick([...keys, '__proto__', '']),
      anyValue(keys, random, depth),
    ]),
  )
}
