/** A bar with words after it. */
export interface Gauge {
  /** 0…1; undefined when the end is not known. */
  readonly fraction: number | undefined
  readonly text: string
}
