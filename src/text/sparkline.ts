const levels = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const

/** Changes smaller than this part of the value range stay flat, so that noise does not look like learning. */
const leastSpan = 0.02

export interface Range {
  readonly min: number
  readonly max: number
}

/** A learning curve in one line, at most `width` columns: neighbours are averaged when there are more values. */
export function sparkline(values: readonly number[], width: number, range = rangeOf(values)): string {
  const span = Math.max(range.max - range.min, leastSpan)
  const floor = (range.min + range.max - span) / 2
  return resample(values, width)
    .map(value => {
      const level = Math.floor(((value - floor) / span) * levels.length)
      return Number.isFinite(value) ? levels[Math.max(0, Math.min(levels.length - 1, level))] : '·'
    })
    .join('')
}

/** Smallest and largest of the finite values. */
export function rangeOf(values: readonly number[]): Range {
  const finite = values.filter(Number.isFinite)
  return finite.length === 0
    ? { min: 0, max: 0 }
    : finite.reduce(({ min, max }, v) => ({ min: Math.min(min, v), max: Math.max(max, v) }), {
        min: Number.POSITIVE_INFINITY,
        max: Number.NEGATIVE_INFINITY,
      })
}

function resample(values: readonly number[], width: number): readonly number[] {
  if (width < 1) return []
  if (values.length <= width) return values
  const edge = (i: number) => Math.round((i * values.length) / width)
  return Array.from({ length: width }, (_, i) => {
    const part = values.slice(edge(i), edge(i + 1))
    return part.reduce((sum, value) => sum + value, 0) / part.length
  })
}

/** ██████░░░░ */
export function bar(fraction: number, width: number): string {
  const filled = Math.round(Math.max(0, Math.min(1, fraction)) * width)
  return '█'.repeat(filled) + '░'.repeat(Math.max(0, width - filled))
}
