/** Tries the inputs of one kind, one after the other: worker.mjs KIND SEED FROM TO FOLDER. */
import { openSync, writeSync } from 'node:fs'
import path from 'node:path'
import { createRandom } from '../../dist/base/random.js'

const [name, seed, from, to, folder] = process.argv.slice(2)
const { open } = await import(`./targets/${name}.mjs`)
const target = await open(folder)
const progress = openSync(path.join(folder, 'progress'), 'r+')
const tally = { accepted: 0, refused: 0 }
const send = message => new Promise(resolve => process.send(message, resolve))

await send({ type: 'open' })
if ('skip' in target) await send({ type: 'skip', reason: target.skip })
else
  for (let index = Number(from); index < Number(to); index++) {
    writeSync(progress, `${index}\n`.padEnd(12), 0)
    await tryOne(index)
    if (index % 1000 === 999) await sendTally()
  }
await sendTally()
await send({ type: 'done' })
process.exit(0)

/** `target.refusals` are the errors that are for people. */
async function tryOne(index) {
  const random = createRandom(seed).fork(name, index)
  try {
    const wrong = await target.attempt(random, index)
    tally.accepted++
    if (wrong !== undefined) await send({ type: 'finding', index, what: wrong })
  } catch (error) {
    if (target.refusals.some(kind => error instanceof kind)) tally.refused++
    else await send({ type: 'finding', index, what: error?.stack ?? String(error) })
  }
}

async function sendTally() {
  await send({ type: 'tally', ...tally })
  Object.assign(tally, { accepted: 0, refused: 0 })
}
