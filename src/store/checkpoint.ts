import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { deserialize, serialize } from 'node:v8'
import { crc32 } from 'node:zlib'
import type { Stored } from '../run/book.ts'
import type { RunState } from '../run/state.ts'
import type { JournalReader } from './journal-reader.ts'
import { type Packed, packTrials, unpackTrials } from './pack-trials.ts'
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
}

interface Written {
  readonly format: number
  readonly position: JournalReader['position']
  /** Of the journal's first bytes, up to the position. */
  readonly crc: number
  /** Of the journal at that moment; equal numbers spare reading it. */
  readonly modifiedMs: number
  readonly state: Packed
}

const format = 2

/** To be called when the state is just what the journal says up to the position. */
export function checkpointOf(state: RunState): Packed {
  const { open: _, paused: _p, running: _r, counts: _c, best: _b, ...stored } = state
  return packTrials({ ...stored, notes: [...stored.notes] })
}

export async function writeCheckpoint(
  folder: string,
  state: Packed,
  position: JournalReader['position'],
  crc: number,
): Promise<void> {
  const { mtimeMs: modifiedMs } = await stat(journalPath(folder))
  const body = serialize({ format, position, crc, modifiedMs, state } satisfies Written)
  const sum = Buffer.alloc(4)
  sum.writeUInt32LE(crc32(body))
  const draft = `${checkpointPath(folder)}.tmp`
  try {
    await writeFile(draft, Buffer.concat([sum, body]))
    await rename(draft, checkpointPath(folder))
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

/** The checkpoint, where there is one that fits the journal. */
export async function readCheckpoint(folder: string): Promise<Checkpoint | undefined> {
  try {
    const file = await readFile(checkpointPath(folder))
    const body = file.subarray(4)
    if (file.readUInt32LE() !== crc32(body)) return undefined
    const { position, crc, modifiedMs, state, ...written }: Written = deserialize(body)
    if (written.format !== format || !(await fits(folder, position.offset, crc, modifiedMs))) return undefined
    return { position, state: unpackTrials(state) }
  } catch {
    return undefined
  }
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
