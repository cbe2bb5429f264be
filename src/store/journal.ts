import { constants, type FileHandle, open } from 'node:fs/promises'
import path from 'node:path'
import { crc32 } from 'node:zlib'
import { UserError } from '../base/errors.ts'
import { codeOf } from '../base/file-errors.ts'
import { syncFolder } from '../base/sync-folder.ts'
import type { RunEvent } from '../run/event.ts'
import { sealed } from './checksum.ts'
import { leaving } from './moved.ts'
import { readPieces } from './pieces.ts'

/** An append-only NDJSON file: one event a line, the first one carries the version. */
export interface Journal {
  /**
   * Resolves when the lines are on the disk; in the order of the calls. After a failure the file is as it was before, or is
   * made so before the next try: the same lines may be appended again.
   */
  append(events: readonly RunEvent[]): Promise<void>
  /** Bytes of whole lines, and their CRC-32. */
  readonly written: { readonly bytes: number; readonly crc: number }
  close(): Promise<void>
}

/** Opens for appending; what a crash left after the last line end is cut off. */
export async function openJournal(file: string): Promise<Journal> {
  let written = await measure(file)
  const folder = path.resolve(path.dirname(file))
  let handle = await open(file, 'a')
  /** A failed write may have left a part of it, and a network drive that was away knows the file by its name alone. */
  let isInDoubt = false
  let last: Promise<void> = Promise.resolve()
  await cutOff(handle, written.bytes).catch(async error => {
    await handle.close().catch(() => undefined)
    throw error
  })
  if (written.bytes === 0) await syncFolder(folder)

  async function write(events: readonly RunEvent[]): Promise<void> {
    const lines = Buffer.from(events.map(event => `${lineOf(event, folder)}\n`).join(''))
    try {
      if (isInDoubt) handle = await openAgain(handle, file, written.bytes)
      isInDoubt = true
      await handle.appendFile(lines)
      await handle.datasync()
    } catch (cause) {
      await handle.truncate(written.bytes).catch(() => undefined)
      throw cause instanceof UserError ? cause : writeError(file, cause)
    }
    isInDoubt = false
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

/** With what was written before, and nothing behind it. Never made anew: that would be a journal without its beginning. */
async function openAgain(old: FileHandle, file: string, bytes: number): Promise<FileHandle> {
  const handle = await open(file, constants.O_WRONLY | constants.O_APPEND)
  try {
    const { size } = await handle.stat()
    if (size < bytes)
      throw new UserError(`the journal had ${bytes} bytes and has ${size}: something else changes it`, {
        where: file,
        exitCode: 1,
      })
    await cutOff(handle, bytes)
  } catch (error) {
    await handle.close().catch(() => undefined)
    throw error
  }
  await closeOnce(old).catch(() => undefined)
  return handle
}

/** One event as the journal keeps it. */
const lineOf = (event: RunEvent, folder: string) => sealed(JSON.stringify(leaving(event, folder)))

function writeError(file: string, cause: unknown): UserError {
  const code = codeOf(cause) || String(cause)
  const next =
    code === 'ENOSPC' ? 'The disk is full: make room, then `nightsweep resume`.' : 'Then `nightsweep resume`.'
  return new UserError(`the journal cannot be written (${code})`, { where: file, next, exitCode: 1, cause })
}

async function closeOnce(handle: FileHandle): Promise<void> {
  if (handle.fd !== -1) await handle.close()
}
