import { kneeOf } from '../stats/knee.ts'
import { dominates, frontOf, type Losses } from '../stats/pareto.ts'
import { type Aim, aimLoss } from '../trial/measures.ts'
import type { Trial } from '../trial/trial.ts'
import type { LeaderboardRow, Standing } from './row.ts'
import { objectiveValue } from './values.ts'

/** Adds to the rows of a ranking how they stand among several objectives. A row that has not changed stays the same object. */
export type Marker = (rows: readonly LeaderboardRow[], trials: readonly Trial[]) => readonly LeaderboardRow[]

export function createMarker(aims: readonly Aim[]): Marker {
  const shown = new Map<number, { readonly from: LeaderboardRow; readonly to: LeaderboardRow }>()
  let last: readonly LeaderboardRow[] | undefined
  let marked: readonly LeaderboardRow[] = []

  function mark(row: LeaderboardRow, standing: Standing): LeaderboardRow {
    const before = shown.get(row.trial)
    if (before?.from === row && isSame(before.to, standing)) return before.to
    const to = { ...row, ...standing }
    shown.set(row.trial, { from: row, to })
    return to
  }

  return (rows, trials) => {
    if (rows === last) return marked
    last = rows
    const values = rows.map(row => valuesOf(row, trials[row.trial], aims))
    const points = rows.map((row, i) => (row.rank === null ? undefined : pointOf(aims, values[i] ?? {})))
    const { front, knee, near } = standingsOf(rows, points)
    marked = rows.map((row, i) =>
      mark(row, {
        values: values[i] ?? {},
        front: front.has(i),
        knee: knee === i,
        nearFront: near.has(i),
      }),
    )
    return marked
  }
}

type Values = NonNullable<LeaderboardRow['values']>

/** Of the first objective what the row says, which may know further splits. */
function valuesOf({ mean }: LeaderboardRow, trial: Trial | undefined, aims: readonly Aim[]): Values {
  const told = (aim: Aim) => (trial === undefined ? null : objectiveValue(trial, aim))
  return Object.fromEntries(aims.map((aim, i) => [aim.metric, i === 0 ? mean : told(aim)]))
}

/** Undefined where one of the values is not known. */
function pointOf(aims: readonly Aim[], values: Values): Losses | undefined {
  const point = aims.map(aim => aimLoss(aim, values[aim.metric] ?? Number.NaN))
  return point.some(Number.isNaN) ? undefined : point
}

function standingsOf(rows: readonly LeaderboardRow[], points: readonly (Losses | undefined)[]) {
  const places = points.flatMap((point, place) => (point === undefined ? [] : { point, place }))
  const members = frontOf(places.map(({ point }) => point)).flatMap(index => places[index] ?? [])
  const knee = kneeOf(members.map(({ point }) => point))
  const front = new Set(members.map(({ place }) => place))
  const near = places.filter(({ point: [loss = 0, ...rest], place }) => {
    const lucky = [loss - halfOf(rows[place]), ...rest]
    return !front.has(place) && !members.some(member => dominates(member.point, lucky))
  })
  return {
    front,
    knee: knee === undefined ? undefined : members[knee]?.place,
    near: new Set(near.map(({ place }) => place)),
  }
}

/** Half the interval of the metric that decides; its longer side. */
function halfOf(row: LeaderboardRow | undefined): number {
  const { mean = null, low = null, high = null } = row ?? {}
  return mean === null || low === null || high === null ? 0 : Math.max(high - mean, mean - low)
}

const isSame = (row: LeaderboardRow, { values, front, knee, nearFront }: Standing) =>
  row.front === front &&
  row.knee === knee &&
  row.nearFront === nearFront &&
  Object.entries(values).every(([name, value]) => Object.is(row.values?.[name], value))

/** A ranking with its objectives, where there are several. */
interface Ranking {
  readonly objectives?: readonly Aim[]
  readonly trials: readonly LeaderboardRow[]
}

/** The front before the others, each in the order of the ranking; nothing changes where there is but one objective. */
export function frontFirst<Board extends Ranking>(board: Board): Board {
  if (board.objectives === undefined) return board
  const { trials } = board
  return {
    ...board,
    trials: [...trials.filter(({ front }) => front), ...trials.filter(({ front }) => !front)],
  }
}

/** Only the front, by the second objective: from cheap to dear. */
export function onlyFront<Board extends Ranking>(board: Board): Board {
  const by = board.objectives?.[1]
  const lossOf = ({ values }: LeaderboardRow) =>
    by === undefined ? 0 : aimLoss(by, values?.[by.metric] ?? Number.NaN)
  const trials = board.trials.filter(({ front }) => front)
  return { ...board, trials: trials.sort((a, b) => lossOf(a) - lossOf(b) || a.trial - b.trial) }
}
