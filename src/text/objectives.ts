import type { LeaderboardRow } from '../leaderboard/row.ts'
import type { Aim } from '../trial/measures.ts'
import { formatCount, formatSeconds } from './format.ts'
import { scoreText } from './numbers.ts'
import type { Cell } from './row-words.ts'

interface Words {
  /** Short enough for a column. */
  readonly title: string
  readonly text: (value: number) => string
}

const words: Readonly<Record<string, Words>> = {
  parameters: { title: 'params', text: formatCount },
  multiplyAdds: { title: 'm-adds', text: formatCount },
  trainingSeconds: { title: 's/fold', text: formatSeconds },
}

/** A value of an objective as a person reads it. */
export function objectiveText({ metric }: Aim, value: number | null | undefined): string {
  if (value === null || value === undefined) return '–'
  return words[metric]?.text(value) ?? scoreText(value)
}

/** How a trial stands: on the front, at its knee, or but for noise. */
export function standingText({ front, knee, nearFront }: LeaderboardRow): string {
  if (knee === true) return 'knee'
  if (front === true) return 'front'
  return nearFront === true ? 'near' : ''
}

/** Where there are several objectives: how a trial stands, then its values of all but the first. */
export function objectiveCells(aims: readonly Aim[] = []): Cell[] {
  if (aims.length < 2) return []
  const others = aims.slice(1).map(
    (aim): Cell => ({
      title: words[aim.metric]?.title ?? aim.metric,
      align: 'right',
      text: ({ values }) => objectiveText(aim, values?.[aim.metric]),
    }),
  )
  return [{ title: 'front', align: 'left', text: standingText }, ...others]
}
