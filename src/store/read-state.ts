import { type Book, createBook } from '../run/book.ts'
import { type ReadOptions, readCheckpoint } from './checkpoint.ts'
import { createJournalReader, type JournalReader } from './journal-reader.ts'
import { journalPath } from './paths.ts'

export interface ReadState {
  readonly book: Book
  /** Stands at the journal's end. */
  readonly reader: JournalReader
}

/** What a run's journal says: its checkpoint, and what was written after it. Throws UserError naming a broken line. */
export async function readState(folder: string, options: ReadOptions = {}): Promise<ReadState> {
  const checkpoint = await readCheckpoint(folder, options)
  const book = createBook(checkpoint?.state)
  const reader = createJournalReader(journalPath(folder), checkpoint?.position)
  for await (const events of reader.next()) for (const event of events) book.apply(event)
  return { book, reader }
}
