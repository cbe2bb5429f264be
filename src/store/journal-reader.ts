import type { RunEvent } from '../run/event.ts'
import { linesOf, readPieces } from './pieces.ts'
import { beginning, type Position } from './position.ts'

/** Reads a journal, which may be growing, piece by piece. */
export interface JournalReader {
  /** How far it has read. */
  readonly position: Position & { readonly offset: number }
  /** The events since the last call, in pieces; a line that is still being written waits for its end. */
  next(): AsyncGenerator<readonly RunEvent[]>
}

export function createJournalReader(
  file: string,
  from: JournalReader['position'] = { ...beginning, offset: 0 },
): JournalReader {
  let position = from
  return {
    get position() {
      return position
    },
    async *next() {
      for await (const piece of readPieces(file, position.offset)) {
        // The schemas take a tenth of a second to load, and a checkpoint may leave nothing to read.
        const { createLineReader } = await import('./parse.ts')
        const lines = createLineReader(file, position)
        const events: RunEvent[] = []
        for (const line of linesOf(piece)) events.push(lines.read(line))
        position = { ...lines.position, offset: position.offset + piece.length }
        yield events
      }
    },
  }
}

/** All whole lines; a torn last one, without its line end, does not count. Throws UserError naming a broken line. */
export async function readJournal(file: string): Promise<RunEvent[]> {
  const all: RunEvent[] = []
  for await (const events of createJournalReader(file).next()) for (const event of events) all.push(event)
  return all
}
