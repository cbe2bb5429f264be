import type { Leaderboard } from '../leaderboard/rank.ts'
import { counted } from '../text/numbers.ts'

/** The front of several objectives in words; empty where there is one. */
export function frontSentence({ objectives = [], trials }: Leaderboard): string {
  const [first, ...others] = objectives.map(({ metric }) => metric)
  const front = trials.filter(({ front }) => front === true)
  if (first === undefined || others.length === 0 || front.length === 0) return ''
  const knee = front.find(({ knee }) => knee === true)
  const near = trials.filter(({ nearFront }) => nearFront === true).length
  const parts = [
    `Front of ${first} against ${listed(others)}: ${counted(front.length, 'trial')} that no other is better than in all`,
    knee === undefined ? '' : `, with its knee at trial ${knee.trial}`,
    near === 0 ? '' : `; ${near} more within noise of it`,
  ]
  return `${parts.join('')}.`
}

const listed = (names: readonly string[]) =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
