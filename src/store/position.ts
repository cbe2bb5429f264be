import { type Bounds, noBounds } from './bounds.ts'

/** How many lines have been read, and what they said about those to come. */
export interface Position {
  readonly line: number
  /** Of the lines that follow. A journal's first line carries it, and a later session's, which may be a newer program's. */
  readonly version: number
  readonly bounds: Bounds
}

export const beginning: Position = { line: 0, version: 0, bounds: noBounds }
