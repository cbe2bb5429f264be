import type { ColumnNames } from './table/columns.ts'
import type { LabelReading } from './table/labels.ts'

/** Where the images are, and how the disk says what they show: a part of `data` in a search-space file. */
export interface DataSource {
  /** A folder with one subfolder per class, or a table with a row per image; with `table` the folder that its paths count from. */
  readonly path: string
  /** A table with a row per image. */
  readonly table?: string
  readonly columns?: ColumnNames
  readonly labels?: LabelReading
  /** Whether the table may name images outside the folder, or by absolute paths. */
  readonly allowOutside?: boolean
}

/** A table, and the folder that its paths count from. */
export interface TableSource extends Omit<DataSource, 'path' | 'table'> {
  readonly table: string
  readonly root: string
}
