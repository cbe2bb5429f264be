import type { ColumnNames } from './table/columns.ts'
import type { LabelReading } from './table/labels.ts'

/** Where the images are, and how the disk says what they show: a part of `data` in a search-space file. */
export interface DataSource {
  /**
   * A folder with one subfolder per class, or a table with a row per image. Of `train` and `test`: what holds them; with
   * `table` the folder that its paths count from.
   */
  readonly path: string
  /** Folders that hold the class folders, in place of `path` itself. */
  readonly train?: readonly string[]
  /** Folders with the same class folders, whose images are the holdout. */
  readonly test?: readonly string[]
  /** On which level below the classes are: 1 unless given. What is above means nothing. */
  readonly depth?: number
  /** `leaf`: every folder that holds images itself is a class. `top`: whatever lies deeper belongs to its class, and nothing is said of it. */
  readonly classes?: ClassFolders
  /** Patterns of what is left out. */
  readonly ignore?: readonly string[]
  /** A table with a row per image. */
  readonly table?: string
  readonly columns?: ColumnNames
  readonly labels?: LabelReading
  /** Whether the table may name images outside the folder, or by absolute paths. */
  readonly allowOutside?: boolean
  /** A run has begun with these images: nothing is asked about folders and names that an earlier version took as they are. */
  readonly hasBegun?: boolean
}

export const classFolders = ['top', 'leaf'] as const
type ClassFolders = (typeof classFolders)[number]

/** A table, and the folder that its paths count from. */
export interface TableSource extends Omit<DataSource, 'path' | 'table'> {
  readonly table: string
  readonly root: string
}
