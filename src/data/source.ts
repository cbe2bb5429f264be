/** Where the images are, and how the disk says what they show: a part of `data` in a search-space file. */
export interface DataSource {
  /** A folder with one subfolder per class, or a table with a row per image. */
  readonly path: string
}
