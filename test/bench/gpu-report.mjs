/** Puts what the steps of gpu.sh left in a folder into one gpu.json there. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const folder = process.argv[2] ?? '.'
const read = file =>
  existsSync(path.join(folder, file)) ? readFileSync(path.join(folder, file), 'utf8') : ''
const steps = read('steps.ndjson')
  .trim()
  .split('\n')
  .map(line => JSON.parse(line))

/** The step's own JSON, or its whole output where that is JSON, or the last lines of it. */
function resultOf({ step, exit }) {
  const log = read(`${step}.log`).trim()
  const found = parsed(read(`${step}.json`)) ?? parsed(log)
  const tail = log.split('\n').slice(-15)
  return found === undefined || exit !== 0 ? { result: found, tail } : { result: found }
}

function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const report = { at: new Date().toISOString(), steps: steps.map(step => ({ ...step, ...resultOf(step) })) }
writeFileSync(path.join(folder, 'gpu.json'), `${JSON.stringify(report, null, 1)}\n`)
console.log(
  `${steps.filter(({ exit }) => exit === 0).length} of ${steps.length} steps passed: ${folder}/gpu.json`,
)
