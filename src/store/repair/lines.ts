import { open, readFile } from 'node:fs/promises'
import { readAt } from '../../base/read-at.ts'
import { linesOf, readPieces } from '../pieces.ts'

/** The whole lines of a journal, also of one that an editor has saved as UTF-16. */
export async function* damagedLines(file: string): AsyncGenerator<string> {
  const encoding = await utf16(file)
  if (encoding === undefined) for await (const piece of readPieces(file, 0)) yield* linesOf(piece)
  else {
    const bytes = await readFile(file)
    if (encoding === 'big') bytes.subarray(0, bytes.length & ~1).swap16()
    const lines = bytes
      .toString('utf16le')
      .replace(/^\uFEFF/, '')
      .split('\n')
    yield* lines.slice(0, -1)
  }
}

/** By the mark that such files begin with. */
export async function utf16(file: string): Promise<'little' | 'big' | undefined> {
  const handle = await open(file)
  try {
    const mark = Buffer.alloc(2)
    await readAt(handle, mark, 0)
    return mark.equals(Buffer.of(0xff, 0xfe))
      ? 'little'
      : mark.equals(Buffer.of(0xfe, 0xff))
        ? 'big'
        : undefined
  } finally {
    await handle.close()
  }
}
