import { type FileHandle, open, readFile } from 'node:fs/promises'
import { UserError } from '../base/errors.ts'
import type { RunEvent } from '../run/event.ts'
import { parseLines } from './parse.ts'

/** An append-only NDJSON file: one event a line, the first one carries the version. */
export interface Journal {
  /** Resolves when the line is written; for events that must survive a power cut, when it is on the disk. */
  append(event: RunEvent): Promise<void>
  close(): Promise<void>
}

const mustLast = new Set<RunEvent['type']>(['run', 'data', 'foldEnded', 'trialEnded', 'ended'])

/** Opens for appending; what a crash left after the last line end is cut off. */
export async function openJournal(file: string): Promise<Journal> {
  let size = (await readBytes(file)).whole
  const handle = await open(file, 'a')
  let last: Promise<void> = handle.truncate(size)
  await last

  async function write(event: RunEvent): Promise<void> {
    const line = Buffer.from(`${JSON.stringify(event)}\n`)
    try {
      await handle.appendFile(line)
      if (mustLast.has(event.type)) await handle.datasync()
    } catch (cause) {
      await handle.truncate(size).catch(() => undefined)
      throw writeError(file, cause)
    }
    size += line.length
  }

  return {
    append(event) {
      const written = last.then(() => write(event))
      last = written.catch(() => undefined)
      return written
    },
    async close() {
      await last
      await closeOnce(handle)
    },
  }
}

/** All whole lines; a torn last one, without its line end, does not count. Throws UserError naming a broken line. */
export async function readJournal(file: string): Promise<RunEvent[]> {
  const { bytes, whole } = await readBytes(file)
  return parseLines(linesOf(bytes.subarray(0, whole)), file)
}

const lineEnd = 0x0a

/** The file's bytes and how many of them are whole lines; nothing when it is not there yet. */
async function readBytes(file: string): Promise<{ bytes: Buffer; whole: number }> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return Buffer.alloc(0)
    throw new UserError(`the journal cannot be read (${error.code})`, { where: file, cause: error })
  })
  return { bytes, whole: bytes.lastIndexOf(lineEnd) + 1 }
}

function linesOf(bytes: Buffer): string[] {
  const lines: string[] = []
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(lineEnd, start)
    lines.push(bytes.toString('utf8', start, end))
    start = end + 1
  }
  return lines
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
