/**
 * The host: a child process that owns the pool, the engine and the shared buffers, and talks to the coordinator
 * in plain messages (`messages.ts`). One per device.
 */
import { availableParallelism } from 'node:os'
import { messageOf, toPlain, UserError } from '../../base/errors.ts'
import { decodeAll } from '../../data/decode.ts'
import { duplicatesIn } from '../../data/duplicates/in-pixels.ts'
import { splitOf } from '../../data/folds.ts'
import { pictureNotes } from '../../data/picture/notes.ts'
import { holdoutFold, repeatOf } from '../../trial/fold-places.ts'
import type { Split } from '../../trial/job.ts'
import type { UsedWeights } from '../../trial/network.ts'
import { createPool } from '../pool/pool.ts'
import { workersAndThreads } from '../pool/workers.ts'
import { createFoldRunner, type FoldRunner } from './fold-runner.ts'
import { measureAll } from './latencies.ts'
import { watchLoad } from './load.ts'
import type { FoldTable, FromHost, Opening, ToHost } from './messages.ts'
import { openActivations } from './open-activations.ts'

const send = (message: FromHost) => void (process.connected && process.send?.(message))

/** Fold jobs that arrive while the images are still being decoded wait here. */
let opening: Promise<{ runner: FoldRunner; imagesHash: string }> | undefined
let splits: ((fold: number) => Split) | undefined
const stops = new Map<number, () => void>()

process.on('message', message => void receive(message as ToHost))
process.on('disconnect', () => process.exit(0))
// Ctrl-C and hang-ups reach the whole foreground group; the coordinator decides when this process ends.
process.on('SIGINT', () => undefined)
process.on('SIGTERM', () => undefined)
process.on('SIGHUP', () => undefined)

async function receive(message: ToHost): Promise<void> {
  if (message.type === 'open') {
    opening = open(message.opening)
    await opening.catch(refuse)
  } else if (message.type === 'folds') await setFolds(message.table)
  else if (message.type === 'run') await runFold(message)
  else if (message.type === 'stop') stops.get(message.id)?.()
  else if (message.type === 'close') process.exit(0)
  else message satisfies never
}

async function open({
  dataset,
  imageSize,
  range,
  findDuplicates = false,
  engine,
  workers: wanted,
  workerBytes,
  cache = {},
  networks = [],
}: Opening): Promise<{ runner: FoldRunner; imagesHash: string }> {
  const { workers, threads } = workersAndThreads(wanted, availableParallelism(), engine)
  const [pool, decoded] = await Promise.all([
    createPool({ engine, workers, threads, workerBytes, onBroken: giveUp }),
    decodeAll(dataset, imageSize, {
      ...(range === undefined ? {} : { range }),
      onProgress: (done, total) =>
        send({ type: 'progress', progress: { label: 'decoding images', done, total } }),
    }),
  ])
  const { images, pixels, digests, skipped, hash, reading, oneColour } = decoded
  const duplicates = findDuplicates
    ? await duplicatesIn(pixels, images.length, imageSize, (done, total) =>
        send({ type: 'progress', progress: { label: 'looking for duplicates', done, total } }),
      )
    : undefined
  const latencies = await measureAll(pool, networks, [imageSize, dataset.classes.length], (done, total) =>
    send({ type: 'progress', progress: { label: 'measuring latencies', done, total } }),
  )
  const stored = { pixels, size: imageSize, count: images.length, hash }
  const store = await openActivations(pool, stored, cache, send)
  const labels = new Int32Array(new SharedArrayBuffer(images.length * 4))
  labels.set(images.map(({ label }) => label))
  watchLoad(pool, load => send({ type: 'load', load }))
  send({
    type: 'opened',
    opened: {
      engine: pool.engine,
      workers,
      ...(workerBytes === undefined ? {} : { workerBytes }),
      pid: process.pid,
      images,
      digests,
      imagesHash: hash,
      skipped,
      pictureNotes: pictureNotes(reading, images, oneColour, dataset.classes),
      ...(duplicates === undefined ? {} : { duplicates }),
      ...(latencies.length === 0 ? {} : { latencies }),
    },
  })
  const { length } = dataset.classes
  const onWeights = (weights: UsedWeights) => send({ type: 'weights', weights })
  const runner = createFoldRunner(pool, store, stored, labels, length, { choices: cache.choices, onWeights })
  return { runner, imagesHash: hash }
}

/** Its last words are what the folds are told to have died of; another process may have an engine again. */
function giveUp(reason: string): void {
  console.error(`no worker has an engine any more: ${reason}`)
  process.exit(1)
}

function refuse(error: unknown): void {
  const refusal = error instanceof UserError ? error : new UserError(messageOf(error))
  send({ type: 'refused', error: toPlain(refusal) })
}

/** Fold numbers of other images would train on what is validated. */
async function setFolds(table: FoldTable): Promise<void> {
  splits = splitsOf(table)
  const opened = await opening?.catch(() => undefined)
  if (opened === undefined || opened.imagesHash === table.imagesHash) return
  refuse(new UserError('the folds were made for other images', { next: 'nightsweep resume' }))
}

async function runFold({ id, job }: Extract<ToHost, { type: 'run' }>): Promise<void> {
  const split = splits?.(job.fold)
  if (opening === undefined || split === undefined)
    throw new Error('a fold came before the images and their folds')
  const { runner } = await opening
  const { outcome, stop } = runner.run(job, split, {
    onBegin: () => send({ type: 'begun', id }),
    onReport: report => send({ type: 'report', id, report }),
  })
  stops.set(id, stop)
  send({ type: 'outcome', id, outcome: await outcome })
  stops.delete(id)
}

/** Every fold's split made once: folds that share a task then share one copy of it. */
function splitsOf({ k, of, repeats = [], imagesHash: hash }: FoldTable): (fold: number) => Split {
  const known = new Map<number, Split>()

  function make(fold: number): Split {
    const repeat = fold === holdoutFold ? 0 : repeatOf(fold, k)
    const table = repeat === 0 ? of : repeats[repeat - 1]
    if (table === undefined) throw new Error(`there is no split for fold ${fold}`)
    return splitOf({ k, of: table, hash }, fold === holdoutFold ? fold : fold % k)
  }

  return fold => {
    const split = known.get(fold) ?? make(fold)
    known.set(fold, split)
    return split
  }
}
