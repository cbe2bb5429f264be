/** Text that moves no cursor and breaks no line: control characters as their pictures (␛, ␊), invisible ones as `\u200b`. */
export function visible(text: string): string {
  return text.replaceAll(hidden, mark)
}

/**
 * Whole output that moves no cursor: line ends and tabs stay. In JSON's text only DEL and what is told as `\u200b` can occur,
 * so that it stays JSON of the same value.
 */
export function visibleLines(text: string): string {
  return text.replaceAll(hidden, (character, at: number) => {
    if (character === '\n' || character === '\t' || (character === '\r' && text[at + 1] === '\n'))
      return character
    return character === '\x7f' ? String.raw`\u007f` : mark(character)
  })
}

/** Joiners and selectors within an emoji stay: without them it falls apart. */
const hidden = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu

function mark(character: string): string {
  const code = character.charCodeAt(0)
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  return code === 0x7f ? '␡' : `\\u${code.toString(16).padStart(4, '0')}`
}
