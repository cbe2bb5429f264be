/** A host that trains nothing. The trial's number says what becomes of its folds; how often it opens is in a file. */
import { appendFileSync, readFileSync } from 'node:fs'

const file = process.env.NIGHTSWEEP_TEST_OPENINGS
const hangs = process.env.NIGHTSWEEP_TEST_HANGS?.split(',') ?? []
const openings = readFileSync(file, 'utf8').length + 1
appendFileSync(file, '.')
const send = message => process.send(message)
const opened = {
  engine: { name: 'wasm', version: '0', device: 'none', isGpu: false },
  workers: 2,
  pid: process.pid,
  images: [],
  digests: [],
  imagesHash: 'h',
  pictureNotes: [],
  skipped: [],
}
const stops = new Map()

process.on('disconnect', () => process.exit(0))
process.on('message', message => {
  if (message.type === 'open') open()
  else if (message.type === 'run') run(message)
  else if (message.type === 'stop') stops.get(message.id)?.()
  else if (message.type === 'close') process.exit(0)
})

function open() {
  send({ type: 'progress', progress: { label: 'decoding images', done: 0, total: 9 } })
  if (hangs.includes(String(openings))) return void setInterval(() => {}, 1000)
  setInterval(() => send({ type: 'load', load: {} }), 20)
  send({ type: 'opened', opened })
}

function run({ id, job: { trial, fold } }) {
  const end = status => send({ type: 'outcome', id, outcome: { status, epochs: 1, seconds: 0 } })
  send({ type: 'begun', id })
  send({ type: 'report', id, report: { trial, fold, epoch: 1, stage: 'head', seconds: 0.01 } })
  // Trial 0 is done at once, 1 hangs until it is told to stop, 2 also after that, 3 takes the process along.
  if (trial === 0 || openings > 1) end('done')
  else if (trial === 1) stops.set(id, () => end('stopped'))
  else if (trial === 3) for (;;);
}
