import { listed } from '../base/listed.ts'
import type { Leaderboard } from '../leaderboard/rank.ts'
import type { RunState } from '../run/state.ts'
import { counted } from '../text/numbers.ts'

/** The front of several objectives in words; empty where there is one. */
export function frontSentence(
  { objectives = [], trials }: Leaderboard,
  { latencies }: Pick<RunState, 'latencies'>,
): string {
  const [first, ...others] = objectives.map(({ metric }) => metric)
  const front = trials.filter(({ front }) => front === true)
  if (first === undefined || others.length === 0 || front.length === 0) return ''
  const knee = front.find(({ knee }) => knee === true)
  const near = trials.filter(({ nearFront }) => nearFront === true).length
  const parts = [
    `Front of ${first} against ${listed(others, 'and')}: ${counted(front.length, 'trial')} that no other is better than in all`,
    knee === undefined ? '' : `, with its knee at trial ${knee.trial}`,
    near === 0 ? '' : `; ${near} more within noise of it`,
  ]
  const [latency] = latencies
  const engine =
    latency === undefined ? '' : ` Latency was measured on ${latency.engine}, one image at a time.`
  return `${parts.join('')}.${engine}`
}
