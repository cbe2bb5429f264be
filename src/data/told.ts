import type { Dataset } from './dataset.ts'
import type { PictureNote } from './picture/notes.ts'

/** All that a person should know of how images were listed and read. */
export const toldOf = (
  { reading = [], notes = [] }: Pick<Dataset, 'reading' | 'notes'>,
  pictureNotes: readonly PictureNote[],
): PictureNote[] => [
  ...reading.map(text => ({ level: 'info', text }) as const),
  ...notes.map(text => ({ level: 'warning', text }) as const),
  ...pictureNotes,
]
