/** Long work with a known end: "decoding images" 120 of 397. */
export interface Progress {
  readonly label: string
  readonly done: number
  readonly total: number
}
