import { type FileHandle, open } from 'node:fs/promises'
import path from 'node:path'
import { crc32 } from 'node:zlib'
import { UserError } from '../base/errors.ts'
import type { RunEvent } from '../run/event.ts'
import { leaving } from './moved.ts'
import { readPieces } from './pieces.ts'

/** An append-only NDJSON file: one event a line, the first one carries the version. */
export interface Journal {
  /** Resolves when the lines are on the disk; in the order of the calls. After a failure the file is as it was before. */
  append(events: readonly RunEvent[]): Promise<void>
  /** Bytes of whole lines, and their CRC-32. */
  readonly written: { readonly bytes: number; readonly crc: number }
  close(): Promise<void>
}

/** Opens for appending; what a crash left after the last line end is cut off. */
export async function openJournal(file: string): Promise<Journal> {
  let written = await measure(file)
  const folder = path.resolve(path.dirname(file))
  const handle = await open(file, 'a')
  let last: Promise<void> = cutOff(handle, written.bytes)
  await last

  async function write(events: readonly RunEvent[]): Promise<void> {
    const lines = Buffer.from(events.map(event => `${JSON.stringify(leaving(event, folder))}\n`).join(''))
    try {
      await handle.appendFile(lines)
      await handle.datasync()
    } catch (cause) {
      await handle.truncate(written.bytes).catch(() => undefined)
      throw writeError(file, cause)
    }
    written = { bytes: written.bytes + lines.length, crc: crc32(lines, written.crc) }
  }

  return {
    append(events) {
      const writing = last.then(() => write(events))
      last = writing.catch(() => undefined)
      return writing
    },
    get written() {
      return written
    },
    async close() {
      await last
      await closeOnce(handle)
    },
  }
}

/** Only where there is something: the file's time stays, by which a checkpoint knows it again. */
async function cutOff(handle: FileHandle, bytes: number): Promise<void> {
  const { size } = await handle.stat()
  if (size > bytes) await handle.truncate(bytes)
}

/** The whole lines of a file that may not be there yet. */
async function measure(file: string): Promise<Journal['written']> {
  let [bytes, crc] = [0, 0]
  for await (const lines of readPieces(file, 0)) {
    bytes += lines.length
    crc = crc32(lines, crc)
  }
  return { bytes, crc }
}

function writeError(file: string, cause: unknown): UserError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  const next =
    code === 'ENOSPC' ? 'The disk is full: make room, then `nightsweep resume`.' : 'Then `nightsweep resume`.'
  return new UserError(`the journal cannot be written (${code})`, { where: file, next, cause })
}

async function closeOnce(handle: FileHandle): Promise<void> {
  if (handle.fd !== -1) await handle.close()
}
