import type { Forecast, Range } from '../cost-model/forecast.ts'
import { formatSeconds } from '../text/format.ts'
import { clockText, counted } from '../text/numbers.ts'

/** A forecast, and when it was made. */
export interface Foresight extends Forecast {
  /** ISO 8601. */
  readonly at: string
}

/** Clocks show minutes: what ends sooner is told in seconds from now. */
const soonSeconds = 20 * 60
/** A range that differs by less from what is likely says nothing. */
const sameShare = 0.02

/**
 * "ends about 03:10 (between 03:00 and 03:40)", "about 40s left (35s to 50s)"; where time ends it "about 34 of 120 trials
 * by 07:30 (30 to 38)".
 */
export function forecastText(forecast: Foresight, now: Date): string {
  const { trials, planned, endedBy } = forecast
  const passed = Math.max(0, (now.getTime() - Date.parse(forecast.at)) / 1000)
  const left = mapped(forecast.left, seconds => Math.max(0, seconds - passed))
  if (endedBy === 'trials') return endText(left, now)
  const likely = Math.round(trials.likely)
  const what = planned === undefined ? counted(likely, 'trial') : `${likely} of ${counted(planned, 'trial')}`
  const [low, high] = [Math.floor(trials.low), Math.ceil(trials.high)]
  const range = low >= likely && high <= likely ? '' : ` (${low} to ${high})`
  const when =
    endedBy === 'cost'
      ? `; ${endText(left, now)}`
      : left.likely < 60
        ? ` in ${formatSeconds(left.likely)}`
        : ` by ${clockIn(left.likely, now)}`
  return endedBy === 'cost' ? `about ${what}${range}${when}` : `about ${what}${when}${range}`
}

function endText({ low, likely, high }: Range, now: Date): string {
  if (likely < soonSeconds) {
    const range = isWide({ low, likely, high }) ? ` (${formatSeconds(low)} to ${formatSeconds(high)})` : ''
    return `about ${formatSeconds(likely)} left${range}`
  }
  const [early, end, late] = [low, likely, high].map(seconds => clockIn(seconds, now))
  return `ends about ${end}${early === late ? '' : ` (between ${early} and ${late})`}`
}

const isWide = ({ low, likely, high }: Range) =>
  likely >= 1 && (likely - low > sameShare * likely || high - likely > sameShare * likely)

const mapped = ({ low, likely, high }: Range, change: (value: number) => number): Range => ({
  low: change(low),
  likely: change(likely),
  high: change(high),
})

const clockIn = (seconds: number, now: Date) =>
  clockText(new Date(now.getTime() + 1000 * seconds).toISOString())
