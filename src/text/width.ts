/** Emoji by default or by the variation selector; flags and families are one grapheme. */
const emoji = /^\p{Emoji_Presentation}|\p{Emoji}\uFE0F/u
/** East Asian Wide and Fullwidth, the blocks in use (Unicode Annex 11). */
const wide =
  /^[\u1100-\u115F\u2E80-\u303E\u3041-\u3247\u3250-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{17000}-\u{18DFF}\u{1B000}-\u{1B2FF}\u{20000}-\u{3FFFD}]/u
const invisible = /^[\p{Cc}\p{Cf}\p{Mn}\p{Me}]+$/u
/** Letters, signs, arrows and blocks of one column each that never join with a neighbour: most of what is shown. */
const narrow = /^[\x20-\x7E\u00A1-\u00AC\u00AE-\u02FF\u2010-\u2027\u2030-\u205E\u2190-\u22FF\u2500-\u259F]*$/
const segmenter = new Intl.Segmenter()

/** How many columns of a terminal the text takes. */
export function widthOf(text: string): number {
  if (narrow.test(text)) return text.length
  let width = 0
  for (const { segment } of segmenter.segment(text)) width += graphemeWidth(segment)
  return width
}

function graphemeWidth(grapheme: string): number {
  if (invisible.test(grapheme)) return 0
  return emoji.test(grapheme) || wide.test(grapheme) ? 2 : 1
}

/** At most `width` columns; what is too long ends in "…". */
export function truncate(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  if (width < 1) return ''
  if (narrow.test(text)) return `${text.slice(0, width - 1)}…`
  let [kept, used] = ['', 0]
  for (const { segment } of segmenter.segment(text)) {
    used += graphemeWidth(segment)
    if (used > width - 1) break
    kept += segment
  }
  return `${kept}…`
}

/** Exactly `width` columns. */
export function padTo(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const natural = widthOf(text)
  const shown = natural > width ? truncate(text, width) : text
  const space = ' '.repeat(Math.max(0, width - (natural > width ? widthOf(shown) : natural)))
  return align === 'right' ? space + shown : shown + space
}

/** One line that moves no cursor: control characters and line ends of foreign text become spaces. */
export function oneLine(text: string): string {
  if (narrow.test(text)) return text.trim()
  return text
    .replaceAll(/\p{Cc}\[[\d;?]*[A-Za-z]/gu, '')
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
}
