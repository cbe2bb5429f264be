/** One labelled image: `file` is relative to the data set's root with `/` between folders, `label` an index into its classes. */
export interface ImageFile {
  readonly file: string
  readonly label: number
  /** Images of one group (a patient, a day, a burst of shots) never lie on both sides of a fold. */
  readonly group?: string
  /** Given as test image: the holdout consists of these, and no fold has any. */
  readonly test?: true
}

/** A file that is left out, and why. */
export interface Skipped {
  readonly file: string
  readonly reason: string
}

/** What lies on the disk, not yet decoded. Classes and images are sorted by code point, so every machine sees one order. */
export interface Dataset {
  /** Absolute. */
  readonly root: string
  readonly kind: 'folders' | 'table'
  readonly classes: readonly string[]
  readonly images: readonly ImageFile[]
  readonly skipped: readonly Skipped[]
  /** How a table was read, where that was guessed: a sentence each. */
  readonly reading?: readonly string[]
  /** What a person should know of how the images were read. */
  readonly notes?: readonly string[]
  /** Fixed folds by file, where a table says them. */
  readonly assigned?: Readonly<Record<string, number>>
}
