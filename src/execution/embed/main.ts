/** A child process that turns images into rows of features: decoding, pool and engine as in the host, one pass. */
import { availableParallelism } from 'node:os'
import { answerParent } from '../../base/answer-parent.ts'
import type { Progress } from '../../base/progress.ts'
import { sharedFloats } from '../../base/shared-memory.ts'
import { type Decoded, decodeAll } from '../../data/decode.ts'
import { createNpy } from '../../data/npy.ts'
import { sureReadingOf } from '../../data/picture/look.ts'
import { pictureNotes } from '../../data/picture/notes.ts'
import type { Reading } from '../../data/picture/reading.ts'
import { loadBackbone } from '../../weights/load-backbone.ts'
import type { LoadedBackbone } from '../../weights/loaded.ts'
import { shareWeights } from '../../weights/share.ts'
import { createPool, type Pool } from '../pool/pool.ts'
import { workersAndThreads } from '../pool/workers.ts'
import type { EmbedDialogue, Embedded, EmbedRequest } from './messages.ts'

/** Each worker's at a time: some batches, and little memory however many images there are. */
const imagesPerWorker = 64

// Ctrl-C reaches the whole foreground group; the command decides when this process ends.
process.on('SIGINT', () => undefined)
process.on('SIGTERM', () => undefined)
answerParent<EmbedDialogue>(
  (request, tell) =>
    new Promise((resolve, reject) => {
      const giveUp = (reason: string) => reject(new Error(`no worker has an engine any more: ${reason}`))
      embed(request, tell, giveUp).then(resolve, reject)
    }),
)

async function embed(
  request: EmbedRequest,
  tell: (progress: Progress) => void,
  onBroken: (reason: string) => void,
): Promise<Embedded> {
  const { engine, size, source, dataset } = request
  const { workers, threads } = workersAndThreads(request.workers, availableParallelism())
  const reading = await sureReadingOf(dataset, request.range, { asked: '--range' })
  const [pool, backbone] = await Promise.all([
    createPool({ engine, workers, threads, onBroken }),
    loadBackbone(request.backbone, source, size, 0).then(shareWeights),
  ])
  const { name, layers } = backbone.graph
  const layer = layers.findLast(candidate => candidate.name === (request.layer ?? candidate.name))
  if (layer === undefined) throw new Error(`${name} has no layer ${request.layer}`)
  const features = layer.shape[2]
  const npy = await createNpy(request.file, features)
  const images: Decoded['images'] = []
  const skipped = [...dataset.skipped]
  const oneColour: number[] = []
  const total = dataset.images.length
  tell({ label: `${name}: features`, done: 0, total })
  for await (const decoded of decodeInTurn(request, reading, workers * imagesPerWorker)) {
    await npy.append(await featuresOf(decoded, pool, backbone, layer.name, features))
    oneColour.push(...decoded.oneColour.map(place => images.length + place))
    images.push(...decoded.images)
    skipped.push(...decoded.skipped)
    const done = images.length + skipped.length - dataset.skipped.length
    tell({ label: `${name}: features`, done, total })
  }
  await npy.finish()
  const notes = pictureNotes(reading, images, oneColour, dataset.classes)
  return { images, skipped, pictureNotes: notes, features, engine: pool.engine }
}

/** Chunks of images; while one is worked on, the next is decoded. */
async function* decodeInTurn(
  { dataset, size }: EmbedRequest,
  reading: Reading,
  chunk: number,
): AsyncGenerator<Decoded> {
  const decode = (start: number) =>
    decodeAll({ ...dataset, images: dataset.images.slice(start, start + chunk), skipped: [] }, size, {
      reading,
    })
  let next = decode(0)
  for (let start = chunk; start < dataset.images.length; start += chunk) {
    const decoded = await next
    next = decode(start)
    yield decoded
  }
  yield await next
}

/** [images, features], each worker a share of them. */
async function featuresOf(
  { images, pixels }: Decoded,
  pool: Pool,
  backbone: LoadedBackbone,
  layer: string,
  features: number,
): Promise<Float32Array> {
  const rows = sharedFloats(images.length * features)
  const [size, width, channels] = backbone.graph.inputShape
  const imageLength = size * width * channels
  const share = Math.ceil(images.length / pool.workers)
  const starts = Array.from({ length: pool.workers }, (_, i) => i * share).filter(
    start => start < images.length,
  )
  await Promise.all(
    starts.map(start => {
      const end = Math.min(images.length, start + share)
      const part = pixels.subarray(start * imageLength, end * imageLength)
      const into = rows.subarray(start * features, end * features)
      return pool.activate({ backbone, input: part, size, outputs: [{ layer, pool: true }], into: [into] })
    }),
  )
  return rows
}
