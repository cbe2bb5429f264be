/** Orders by code point: the same on every machine and in every language, unlike `localeCompare`. */
export function byCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)]
    if (x !== y) return inOrder(x) - inOrder(y)
  }
  return a.length - b.length
}

/** Halves of characters beyond U+FFFF come after U+E000 … U+FFFF. */
const inOrder = (unit: number) => (unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit)
