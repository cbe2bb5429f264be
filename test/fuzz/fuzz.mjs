/**
 * Damaged and hostile input of every kind that the program reads, in a process of its own per kind: nothing may hang,
 * crash, throw anything but an error for people, or be accepted wrongly.
 *
 *   npm run test:fuzz -- [--only sweeps,journals] [--share 1] [--seed 1]
 *
 * Inputs with a finding are left in the folder that is named at the end. Weight files come from WEIGHTS, a folder with
 * .h5, .safetensors and layers models, where that is given: WEIGHTS=… npm run test:fuzz
 */
import { fork } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'

/** How many inputs of each kind make the whole. */
const counts = {
  sweeps: 100_000,
  journals: 10_000,
  safetensors: 10_000,
  'weight-files': 2000,
  images: 1000,
  tables: 1000,
}
/** Without a sign of progress for so long it hangs. */
const hangMs = 30_000
/** What is to be damaged may have to be made first. */
const openingMs = 180_000

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: Object.keys(counts).join(',') },
    share: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
  },
})
const folder = mkdtempSync(path.join(tmpdir(), 'fuzz-'))
let findings = 0

for (const name of values.only.split(',')) {
  if (!(name in counts)) throw new RangeError(`${name} is none of ${Object.keys(counts).join(', ')}`)
  await fuzz(name, Math.ceil(counts[name] * Number(values.share)))
}
console.log(findings === 0 ? 'no findings' : `${findings} findings: ${folder}`)
process.exitCode = findings === 0 ? 0 : 1

async function fuzz(name, count) {
  const own = path.join(folder, name)
  mkdirSync(own)
  const tally = { accepted: 0, refused: 0, skipped: '' }
  const startedAt = performance.now()
  for (let from = 0; from < count; ) from = await stretch(name, { own, from, count, tally })
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
  const told =
    tally.skipped === ''
      ? `${tally.accepted} accepted, ${tally.refused} refused`
      : `skipped: ${tally.skipped}`
  console.log(`${name.padEnd(14)} ${count} inputs, ${told}, ${seconds} s`)
}

/** Until the end, or until the process dies or is killed; gives where to go on. */
function stretch(name, { own, from, count, tally }) {
  return new Promise(resolve => {
    const progress = path.join(own, 'progress')
    writeFileSync(progress, String(from))
    const at = () => Number(readFileSync(progress, 'utf8'))
    const child = fork(
      path.join(import.meta.dirname, 'worker.mjs'),
      [name, values.seed, String(from), String(count), own],
      {
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        env: { ...process.env, NIGHTSWEEP_CACHE: path.join(own, 'cache') },
      },
    )
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', text => {
        said = `${said}${text}`.slice(-4000)
      })
    let isDone = false
    let isHung = false
    let isOpen = false
    let last = { at: from, since: performance.now() }
    const watch = setInterval(() => {
      if (at() !== last.at) last = { at: at(), since: performance.now() }
      isHung = performance.now() - last.since > (isOpen ? hangMs : openingMs)
      if (isHung) child.kill('SIGKILL')
    }, 1000)
    child.on('message', message => {
      if (message.type === 'open') isOpen = true
      else if (message.type === 'tally') Object.assign(tally, add(tally, message))
      else if (message.type === 'skip') tally.skipped = message.reason
      else if (message.type === 'finding') tell(name, own, message.index, message.what)
      else isDone = true
    })
    child.on('exit', (code, signal) => {
      clearInterval(watch)
      if (isDone) return resolve(count)
      tell(name, own, at(), isHung ? 'hangs' : `the process ended with ${signal ?? code}: ${said}`)
      resolve(at() + 1)
    })
  })
}

function add(tally, { accepted, refused }) {
  return { accepted: tally.accepted + accepted, refused: tally.refused + refused }
}

function tell(name, own, index, what) {
  findings++
  const input = path.join(own, 'input')
  if (existsSync(input)) copyFileSync(input, path.join(own, `finding-${index}`))
  if (findings <= 40) console.log(`${name} ${index}: ${what.slice(0, 1500)}`)
}
