/** Frozen layers that were really run: multiply-adds, and the seconds until all workers had done them. */
export interface PassFacts {
  readonly images: number
  readonly multiplyAdds: number
  readonly seconds: number
}
