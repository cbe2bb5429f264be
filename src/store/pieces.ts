import { type FileHandle, open } from 'node:fs/promises'
import { UserError } from '../base/errors.ts'
import { codeOf } from '../base/file-errors.ts'
import { readAt } from '../base/read-at.ts'

/** Small, so that the events of one are gone before the next is read. */
const pieceBytes = 256 * 1024
const lineEnd = 0x0a

/**
 * What a file holds from a byte on, in pieces of whole lines: it may be larger than memory, or than a string can be. A
 * torn last line, without its end, does not count; a file that is not there has none.
 */
export async function* readPieces(file: string, from: number): AsyncGenerator<Buffer> {
  const handle = await openFile(file)
  if (handle === undefined) return
  try {
    let offset = from
    let bytes = pieceBytes
    for (;;) {
      const buffer = Buffer.allocUnsafe(bytes)
      const piece = buffer.subarray(0, await readAt(handle, buffer, offset))
      const whole = piece.lastIndexOf(lineEnd) + 1
      if (whole > 0) yield piece.subarray(0, whole)
      else if (piece.length < bytes) return
      // A line that is longer than a piece.
      else bytes *= 2
      offset += whole
    }
  } finally {
    await handle.close()
  }
}

export function* linesOf(piece: Buffer): Generator<string> {
  for (let start = 0; start < piece.length; ) {
    const end = piece.indexOf(lineEnd, start)
    yield piece.toString('utf8', start, end)
    start = end + 1
  }
}

async function openFile(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw new UserError(`the journal cannot be read (${codeOf(error)})`, { where: file, cause: error })
  }
}
