/** Text that moves no cursor and breaks no line: control characters as their pictures (␛, ␊), invisible ones as `\u200b`. */
export function visible(text: string): string {
  return text.replaceAll(hidden, mark)
}

/** Joiners and selectors within an emoji stay: without them it falls apart. */
const hidden = /[\p{Cc}\p{Zl}\p{Zp}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu

function mark(character: string): string {
  const code = character.charCodeAt(0)
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  return code === 0x7f ? '␡' : `\\u${code.toString(16).padStart(4, '0')}`
}
