import { open, stat } from 'node:fs/promises'
import type { RunEvent } from '../run/event.ts'
import { parseLines } from './parse.ts'

/** Reads a growing journal piece by piece. */
export interface Follower {
  /** The events since the last call; a line that is still being written waits for its end. */
  next(): Promise<RunEvent[]>
}

const lineEnd = 0x0a

export function followJournal(file: string): Follower {
  let [offset, lines] = [0, 0]
  return {
    async next() {
      const bytes = await readFrom(file, offset)
      const whole = bytes.lastIndexOf(lineEnd) + 1
      if (whole === 0) return []
      const texts = bytes.toString('utf8', 0, whole - 1).split('\n')
      const events = parseLines(texts, file, lines + 1)
      offset += whole
      lines += texts.length
      return events
    },
  }
}

async function readFrom(file: string, offset: number): Promise<Buffer> {
  const { size } = await stat(file)
  if (size <= offset) return Buffer.alloc(0)
  const handle = await open(file)
  try {
    const bytes = Buffer.alloc(size - offset)
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, offset)
    return bytes.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}
