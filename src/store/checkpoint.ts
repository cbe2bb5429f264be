import { type FileHandle, open, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { crc32 } from 'node:zlib'
import { readAt } from '../base/read-at.ts'
import type { Stored } from '../run/book.ts'
import type { RunState } from '../run/state.ts'
import type { JournalReader } from './journal-reader.ts'
import { type Packed, type PackedRun, packTrials, unpackTrials } from './pack-trials.ts'
import { checkpointPath, journalPath } from './paths.ts'
import { readPieces } from './pieces.ts'

/**
 * A run's state as it was after so many bytes of its journal, so that a long one need not be read again from its
 * beginning. Nothing but a shortcut: the journal is the truth, and where the two do not fit, or the file is damaged or of
 * another version, it is as if there were none.
 */
export interface Checkpoint {
  readonly state: Stored
  readonly position: JournalReader['position']
  /** Where the run was. */
  readonly folder: string
}

interface Head {
  readonly format: number
  /** Where the run was; its state has files by their absolute names. */
  readonly folder: string
  readonly position: JournalReader['position']
  /** Of the journal's first bytes, up to the position. */
  readonly crc: number
  /** Of the journal at that moment; equal numbers spare reading it. */
  readonly modifiedMs: number
  readonly state: Packed
  /** Of the rest of the file. */
  readonly rowsCrc: number
}

export interface ReadOptions {
  /** Without them the curves of folds that have a score are empty; that is much faster. */
  readonly hasCurves?: boolean
  /** Whether or not it fits the journal, which may be damaged, and the folder, which may be a copy. */
  readonly isAlone?: boolean
}

const format = 7
/** The head's CRC-32 and its length, four bytes each. */
const prefixBytes = 8

/** To be called when the state is just what the journal says up to the position. */
export function checkpointOf(state: RunState): PackedRun {
  const { open: _, paused: _p, running: _r, counts: _c, best: _b, ...stored } = state
  const { notes, latencies, resumptions, heldOut } = stored
  return packTrials({
    ...stored,
    notes: [...notes],
    latencies: [...latencies],
    resumptions: [...resumptions],
    heldOut: [...heldOut],
  })
}

export async function writeCheckpoint(
  folder: string,
  { packed: state, scoredRows }: PackedRun,
  position: JournalReader['position'],
  crc: number,
): Promise<void> {
  const { mtimeMs: modifiedMs } = await stat(journalPath(folder))
  const rows = new Uint8Array(scoredRows.buffer, scoredRows.byteOffset, scoredRows.byteLength)
  const head = serialize({
    format,
    folder: path.resolve(folder),
    position,
    crc,
    modifiedMs,
    state,
    rowsCrc: crc32(rows),
  } satisfies Head)
  const prefix = Buffer.alloc(prefixBytes)
  prefix.writeUInt32LE(crc32(head))
  prefix.writeUInt32LE(head.length, 4)
  const draft = `${checkpointPath(folder)}.tmp`
  try {
    await writeFile(draft, [prefix, head, rows])
    await rename(draft, checkpointPath(folder))
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

/** The checkpoint, where there is one that fits the journal. */
export async function readCheckpoint(
  folder: string,
  { hasCurves = true, isAlone = false }: ReadOptions = {},
): Promise<Checkpoint | undefined> {
  const file = await open(checkpointPath(folder)).catch(() => undefined)
  try {
    if (file === undefined) return undefined
    const prefix = await readBytes(file, 0, prefixBytes)
    const head = await readBytes(file, prefixBytes, prefix.readUInt32LE(4))
    if (prefix.readUInt32LE() !== crc32(head)) return undefined
    const { position, crc, modifiedMs, state, rowsCrc, ...written }: Head = deserialize(head)
    if (!isAlone && written.folder !== path.resolve(folder)) return undefined
    if (written.format !== format) return undefined
    if (!isAlone && !(await fits(folder, position.offset, crc, modifiedMs))) return undefined
    const rows = hasCurves ? await readRows(file, prefixBytes + head.length, rowsCrc) : undefined
    return { position, folder: written.folder, state: unpackTrials(state, rows) }
  } catch {
    return undefined
  } finally {
    await file?.close()
  }
}

async function readRows(file: FileHandle, offset: number, crc: number): Promise<Float64Array> {
  const { size } = await file.stat()
  const rows = new Float64Array((size - offset) / Float64Array.BYTES_PER_ELEMENT)
  const bytes = Buffer.from(rows.buffer)
  await readAt(file, bytes, offset)
  if (crc32(bytes) !== crc) throw new RangeError('the curves are damaged')
  return rows
}

async function readBytes(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const { size } = await file.stat()
  if (offset + length > size) throw new RangeError('the file ends too early')
  const bytes = Buffer.alloc(length)
  await readAt(file, bytes, offset)
  return bytes
}

/** Whether the journal begins with the bytes that the checkpoint was made from. */
async function fits(folder: string, offset: number, crc: number, modifiedMs: number): Promise<boolean> {
  const { size, mtimeMs } = await stat(journalPath(folder))
  if (size < offset) return false
  if (size === offset && mtimeMs === modifiedMs) return true
  let [bytes, sum] = [0, 0]
  for await (const piece of readPieces(journalPath(folder), 0)) {
    const part = piece.subarray(0, offset - bytes)
    sum = crc32(part, sum)
    bytes += part.length
    if (bytes === offset) break
  }
  return bytes === offset && sum === crc
}
