/** Orders by code point: the same on every machine and in every language, unlike `localeCompare`. */
export function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
