import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { messageOf, UserError } from '../base/errors.ts'
import { visible } from '../base/visible.ts'
import { toldOf } from '../data/told.ts'
import { embedImages } from '../execution/embed/embed.ts'
import type { Embedded, EmbedRequest } from '../execution/embed/messages.ts'
import { workersAndThreads } from '../execution/pool/workers.ts'
import { formatBytes } from '../text/format.ts'
import { ensureOfficialWeights } from '../weights/ensure.ts'
import { dropTerminals } from './drop-output.ts'
import { type EmbedFlags, requestOf } from './embed-request.ts'
import type { Output } from './output.ts'
import { progressBar } from './progress-bar.ts'
import { downloadBar } from './weights-progress.ts'

const signals = ['SIGINT', 'SIGTERM'] as const
const listedFiles = 10

/** Writes features of all images below a folder as `.npy`, and a `.csv` beside it that says which row is which file. */
export async function embedCommand(
  folder: string,
  flags: EmbedFlags,
  out: Output = process.stdout,
): Promise<number> {
  const request = await requestOf(folder, flags)
  const abort = new AbortController()
  const interrupt = () => abort.abort(new Error('interrupted'))
  for (const signal of signals) process.once(signal, interrupt)
  process.on('SIGHUP', dropTerminals)
  try {
    await fetchOfficial(request, abort.signal)
    out.write(summary(request, await write(request, abort.signal)))
    return 0
  } catch (error) {
    if (!abort.signal.aborted) throw error
    process.stderr.write('interrupted; nothing was written\n')
    return 130
  } finally {
    for (const signal of signals) process.off(signal, interrupt)
    process.off('SIGHUP', dropTerminals)
  }
}

async function fetchOfficial({ backbone, source, size }: EmbedRequest, signal: AbortSignal): Promise<void> {
  if (source !== 'imagenet' || backbone === 'LayersModel') return
  const bar = downloadBar()
  try {
    await ensureOfficialWeights(backbone, size, { onProgress: bar.update, signal })
  } finally {
    bar.clear()
  }
}

/** Both files under other names first: whoever finds them finds them whole. */
async function write(request: EmbedRequest, signal: AbortSignal): Promise<Embedded> {
  const { file } = request
  const [part, listPart] = [`${file}.part`, `${listOf(file)}.part`]
  const bar = progressBar()
  const { threads } = workersAndThreads(request.workers, availableParallelism())
  try {
    await makeFolder(path.dirname(file))
    const embedded = await embedImages(
      { ...request, file: part },
      { threads, signal, onProgress: bar.update },
    )
    if (embedded.images.length === 0) throw noImages(request, embedded)
    await writeFile(listPart, listText(request, embedded))
    await rename(part, file)
    await rename(listPart, listOf(file))
    return embedded
  } finally {
    bar.clear()
    await Promise.all([part, listPart].map(name => rm(name, { force: true })))
  }
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch(cause => {
    throw new UserError(`this folder cannot be made (${messageOf(cause)})`, {
      where: folder,
      next: 'Choose another place with --output.',
      cause,
    })
  })
}

const listOf = (file: string) => file.replace(/\.npy$/i, '.csv')

function noImages({ dataset }: EmbedRequest, { skipped }: Embedded): UserError {
  return new UserError('none of the images can be read', {
    where: dataset.root,
    details: skipped.slice(0, listedFiles).map(({ file, reason }) => `${file} ${reason}`),
    next: 'Open one in a viewer: are they really images, and complete?',
  })
}

/** In the order of the rows; the label is the class folder's name. */
function listText({ dataset }: EmbedRequest, { images }: Embedded): string {
  const rows = images.map(({ file, label }) => [file, dataset.classes[label] ?? ''])
  return [['file', 'label'], ...rows].map(fields => `${fields.map(quoted).join(',')}\n`).join('')
}

const quoted = (field: string) =>
  /[",\r\n]|^\s|\s$/.test(field) ? `"${field.replaceAll('"', '""')}"` : field

function summary(
  request: EmbedRequest,
  { images, skipped, features, engine, pictureNotes }: Embedded,
): string {
  const { file, size, dataset } = request
  const place = path.relative('.', file)
  const few = skipped.slice(0, listedFiles).map(({ file: name, reason }) => `  ${name} ${reason}`)
  const more = skipped.length > few.length ? [`  … and ${skipped.length - few.length} more`] : []
  const left = skipped.length === 0 ? [] : [`${skipped.length} left out:`, ...few, ...more]
  return [
    `${images.length} images of ${dataset.root}, ${features} features each at ${size} px, by ${engine.name}`,
    `  ${place}  float32 [${images.length}, ${features}], ${formatBytes(4 * images.length * features)}`,
    `  ${listOf(place)}  file and label of each row`,
    ...toldOf(dataset, pictureNotes).map(
      ({ level, text }) => `  ${level === 'warning' ? 'warning: ' : ''}${text}`,
    ),
    ...left,
    '',
  ]
    .map(visible)
    .join('\n')
}
