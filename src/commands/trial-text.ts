import type { HoldoutScore } from '../leaderboard/holdout.ts'
import { oneClassFolds } from '../leaderboard/one-class.ts'
import { type LeaderboardRow, leaderboard } from '../leaderboard/rank.ts'
import type { RunState } from '../run/state.ts'
import { recipeOf } from '../sweep/recipe-of.ts'
import { formatSeconds, formatValue } from '../text/format.ts'
import { counted, partsText, percentText, scoreText, withHalf } from '../text/numbers.ts'
import { objectiveText, standingText } from '../text/objectives.ts'
import { rangeOf, sparkline } from '../text/sparkline.ts'
import { arrange, type Column, tableText } from '../text/table.ts'
import { oneLine, truncate } from '../text/width.ts'
import { headEpochsOf, seriesOf } from '../trial/curve.ts'
import { everyFold, repeatOf } from '../trial/fold-places.ts'
import { type MetricName, metricNames, valueIn } from '../trial/metrics/index.ts'
import type { FoldState, Trial } from '../trial/trial.ts'
import { wrap } from './output.ts'
import { recipeDifferences } from './recipe-differences.ts'

/** Everything about one trial, in lines of at most `width`. */
export function trialText(state: RunState, trial: Trial, width: number): string {
  const row = leaderboard(state).trials.find(({ trial: number }) => number === trial.number)
  const folds = [...trial.folds.flatMap(fold => fold ?? []), ...(trial.repeats ?? [])]
  const k = state.data?.folds.k ?? trial.folds.length
  const values = Object.entries(trial.config)
  const sections = [
    wrap(headText(state, trial, row), width),
    section(`Configuration (${sourceOf(trial)})`, pairs(values), width),
    section('Objectives', objectivePairs(state, row), width),
    section('Fixed values that are not the defaults', pairs(recipeDifferences(state.sweep)), width),
    folds.length === 0
      ? ''
      : [
          'Folds',
          foldsText(folds, k, width),
          ...troubles(folds, k, width),
          ...normNote(state, trial, width),
        ].join('\n'),
    curvesText(state, folds, k, width),
  ]
  return sections.filter(text => text !== '').join('\n\n')
}

function headText(state: RunState, trial: Trial, row: LeaderboardRow | undefined): string {
  const { number, state: how, reason, startedAt, endedAt } = trial
  const rank = row?.rank === null || row === undefined ? '' : `, rank ${row.rank}${chanceWords(row)}`
  const { metric } = state.objective
  const isPartial = row?.rank === null && row.predicted !== null
  const expected = isPartial ? `, over all folds about ${scoreText(row.predicted)}` : ''
  const score = row?.mean == null ? '' : ` ${metric} ${withHalf(row)}${expected}.`
  const why = reason === '' ? '' : ` ${oneLine(reason)}.`
  const time = row === undefined ? '' : ` ${formatSeconds(row.seconds)} of training, ${row.epochs} epochs.`
  const took =
    endedAt === undefined
      ? ''
      : `, took ${formatSeconds(Math.max(0, Date.parse(endedAt) - Date.parse(startedAt)) / 1000)}`
  const held = row == null || row.holdout === null ? '' : ` ${heldText(row.holdout)}`
  const { only, done } = oneClassFolds(trial)
  const same =
    only === 0 ? '' : ` In ${only} of ${counted(done, 'fold')} it takes every image for the same class.`
  return `Trial ${number} of ${state.name}: ${how}${rank}.${why}${score}${same}${held}${time} Started ${local(startedAt)}${took}.`
}

function heldText({ score, low, high, images }: HoldoutScore): string {
  const between = low === null || high === null ? '' : `, between ${low.toFixed(2)} and ${high.toFixed(2)}`
  return `On the ${images} images of the holdout ${scoreText(score)}${between}.`
}

function objectivePairs({ objectives, latencies }: RunState, row: LeaderboardRow | undefined) {
  if (row?.values === undefined) return []
  const standing = standings[standingText(row)] ?? ''
  const [measured] = latencies
  const values = objectives.map(aim => {
    const text = objectiveText(aim, row.values?.[aim.metric])
    const engine = aim.metric === 'latency' && measured !== undefined ? ` on ${measured.engine}` : ''
    return [oneLine(aim.metric), `${text}${engine}`] as const
  })
  return [...values, ...(standing === '' ? [] : [['front', standing] as const])]
}

const standings: Readonly<Record<string, string>> = {
  knee: 'on it, at its knee',
  front: 'on it',
  near: 'within noise of it',
}

const chanceWords = ({ chanceOfBest, shrunk }: LeaderboardRow) =>
  chanceOfBest === null || shrunk === null ? '' : ` (the best with ${percentText(chanceOfBest)})`

const sources = {
  baseline: 'the logistic regression that the others must beat',
  defaults: 'the defaults',
  enqueue: 'from the queue',
  sampler: 'from the sampler',
} as const

const sourceOf = ({ origin, by }: Trial) => (by === undefined ? sources[origin] : oneLine(by))

const local = (iso: string) => new Date(iso).toLocaleString('sv-SE')

const pairs = (entries: readonly (readonly [string, unknown])[]) =>
  entries.map(([name, value]) => [oneLine(name), oneLine(formatValue(value))] as const)

function section(title: string, rows: readonly (readonly [string, string])[], width: number): string {
  if (rows.length === 0) return ''
  const longest = Math.max(...rows.map(([name]) => name.length))
  const lines = rows.map(([name, value]) => truncate(`  ${name.padEnd(longest)}  ${value}`, width))
  return [wrap(title, width), ...lines].join('\n')
}

/** 1 … k; of repeats r1.1 … */
function numberOf(fold: number, k: number): string {
  const repeat = repeatOf(fold, k)
  return repeat === 0 ? String(fold + 1) : `r${repeat}.${(fold % k) + 1}`
}

function foldsText(folds: readonly FoldState[], k: number, width: number): string {
  const column = (title: string, text: (fold: FoldState) => string): Column => ({
    title,
    align: 'right',
    cells: folds.map(text),
  })
  const columns = [
    column('  fold', ({ fold }) => numberOf(fold, k)),
    column('state', ({ state }) => state),
    ...metricsOf(folds).map(name => column(name, ({ metrics }) => scoreText(metrics?.[name]))),
    column('epochs', ({ curve }) => String(curve.length)),
    column('time', ({ seconds }) => formatSeconds(seconds)),
  ]
  return tableText(arrange(columns, width), width)
}

/** A metric that came after an old run has no column there. */
function metricsOf(folds: readonly FoldState[]): MetricName[] {
  const known = folds.flatMap(({ metrics }) => metrics ?? [])
  return metricNames.filter(
    name => known.length === 0 || known.some(metrics => Number.isFinite(valueIn(metrics, name))),
  )
}

/** What did not go as it should: more than one attempt, and why the last one that failed did. */
function troubles(folds: readonly FoldState[], k: number, width: number): string[] {
  return folds
    .filter(
      ({ attempts, state, microBatch }) => attempts > 1 || state === 'failed' || microBatch !== undefined,
    )
    .map(({ fold, state, attempts, cause, error, microBatch }) => {
      const tries = attempts > 1 ? [counted(attempts, 'attempt')] : []
      const why = cause === undefined ? [] : [`${state === 'failed' ? '' : 'one '}failed (${cause})`]
      const [first = '', ...more] = error.split('\n')
      const words = first === '' ? '' : `: ${oneLine(first)}`
      const parts = microBatch === undefined ? [] : [`trained${partsText(microBatch)}`]
      const head = wrap(
        `  fold ${numberOf(fold, k)}: ${[...parts, ...tries, ...why].join(', ')}${words}`,
        width,
      )
      return [head, ...more.map(line => wrap(`    ${oneLine(line.trim())}`, width))].join('\n')
    })
}

/** Parts of a batch come to the same as the batch, but for this. */
function normNote({ sweep }: RunState, trial: Trial, width: number): string[] {
  const inParts = everyFold(trial).some(({ microBatch }) => microBatch !== undefined)
  if (!inParts || sweep === undefined || recipeOf(sweep, trial.config).batchNorm === 'frozen') return []
  return [wrap("  batch norm learned from the images of each part, not from a whole batch's", width)]
}

/** One line a fold, all on the same scale; then the ends of the scale. */
function curvesText({ objective }: RunState, folds: readonly FoldState[], k: number, width: number): string {
  const curves = folds.map(({ fold, curve }) => ({
    fold,
    values: seriesOf(curve, objective.metric),
    head: headEpochsOf(curve),
  }))
  const range = rangeOf(curves.flatMap(({ values }) => values))
  if (curves.every(({ values }) => values.length === 0)) return ''
  const lines = curves
    .filter(({ values }) => values.length > 0)
    .map(({ fold, values, head }) => {
      const ends = `${scoreText(values[0])} → ${scoreText(values.at(-1))}`
      const stages = head > 0 && head < values.length ? `, fine-tuned from epoch ${head + 1}` : ''
      const curve = sparkline(values, Math.max(10, width - 60), range)
      return truncate(`  ${numberOf(fold, k).padStart(4)}  ${curve}  ${ends}${stages}`, width)
    })
  const scale = `${scoreText(range.min)} to ${scoreText(range.max)}`
  return [`Learning curves: ${objective.metric} after each epoch, ${scale}`, ...lines].join('\n')
}
