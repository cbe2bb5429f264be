import type { Json } from '../base/hash.ts'
import type { Config } from '../space/parameter.ts'
import { formatValue } from './format.ts'
import { oneLine } from './width.ts'

/** A metric with four decimals: 0.9412. */
export function scoreText(score: number | null | undefined): string {
  if (score === null || score === undefined) return '–'
  return Math.abs(score) >= 100 ? score.toPrecision(5) : score.toFixed(4)
}

interface Interval {
  readonly mean: number | null
  readonly low: number | null
  readonly high: number | null
}

/** Half the interval. One side may be cut at a bound of the metric: the longer one tells the truth. */
export function halfOf({ mean, low, high }: Interval): number | null {
  return mean === null || low === null || high === null ? null : Math.max(high - mean, mean - low)
}

/** 46 %; what is not nothing is not told as 0. */
export function percentText(share: number): string {
  if (share > 0 && share < 0.005) return '<1 %'
  return share < 1 && share >= 0.995 ? '>99 %' : `${Math.round(100 * share)} %`
}

/** 0.9412 ±0.021 */
export function withHalf(row: Interval): string {
  const half = halfOf(row)
  return half === null ? scoreText(row.mean) : `${scoreText(row.mean)} ±${half.toFixed(3)}`
}

/** " with 16 images at a time", where the memory has no room for a batch. */
export function partsText(images: number | undefined): string {
  return images === undefined ? '' : ` with ${images === 1 ? 'one image' : `${images} images`} at a time`
}

/** A value short enough for a column: a file's name without its folder, `cosine` for a schedule of that type. */
export function shortValue(value: Json | undefined): string {
  if (value === undefined) return ''
  if (typeof value === 'string') return oneLine(value.slice(value.search(/[^/\\]*$/)) || value)
  if (isRecord(value)) {
    if (typeof value.type === 'string') return oneLine(value.type)
    if (typeof value.file === 'string') return shortValue(value.file)
  }
  return oneLine(formatValue(value))
}

const isRecord = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** learningRate=0.002 batchSize=32 */
export function configText(config: Config): string {
  return Object.entries(config)
    .map(([name, value]) => `${oneLine(name)}=${shortValue(value)}`)
    .join(' ')
}

/** Local time of day, 22:05 or with seconds 22:05:31. */
export function clockText(iso: string, hasSeconds = false): string {
  const time = new Date(iso)
  return Number.isNaN(time.getTime()) ? '' : time.toTimeString().slice(0, hasSeconds ? 8 : 5)
}

/** "1 trial", "3 trials" */
export const counted = (count: number, noun: string): string =>
  `${count} ${count === 1 ? noun : noun.endsWith('s') ? `${noun}es` : `${noun}s`}`
