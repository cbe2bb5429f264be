import type { Leaderboard } from '../leaderboard/rank.ts'
import { counted } from '../text/numbers.ts'

/** What the folds can and cannot decide about the top of the ranking. */
export function tieSentence({ trials, folds: { k } }: Leaderboard): string {
  const ranked = trials.filter(({ rank }) => rank !== null)
  const tied = ranked.flatMap(({ rank, tie }) => (tie && rank !== null ? rank : []))
  const folds = counted(k, 'fold')
  if (ranked.length < 2) return ''
  if (tied.length > 1) return `Ranks ${rangesText(tied)} cannot be told apart with ${folds}.`
  return `Rank 1 is ahead of every other by more than chance explains (paired over ${folds}, 95 %).`
}

/** [1, 2, 3, 5] → "1–3 and 5". Sorted, without repeats. */
export function rangesText(numbers: readonly number[]): string {
  const ranges: [first: number, last: number][] = []
  for (const number of numbers) {
    const last = ranges.at(-1)
    if (last?.[1] === number - 1) last[1] = number
    else ranges.push([number, number])
  }
  const texts = ranges.flatMap(([first, last]) =>
    first === last ? `${first}` : last === first + 1 ? [`${first}`, `${last}`] : `${first}–${last}`,
  )
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`
}
