import process from 'node:process'
import { UserError } from '../base/errors.ts'
import type { Json } from '../base/hash.ts'
import { sweepFacts } from '../dashboard/sweep-facts.ts'
import { type Importance, importanceOf, topShare } from '../leaderboard/importance/importance.ts'
import { judged } from '../leaderboard/rank.ts'
import type { RunState } from '../run/state.ts'
import { findRun } from '../store/find-run.ts'
import { readRun } from '../store/read-run.ts'
import { counted, shortValue } from '../text/numbers.ts'
import { arrange, type Column, tableText } from '../text/table.ts'
import { oneLine } from '../text/width.ts'
import { type Output, widthFor, wrap } from './output.ts'

interface ImportanceOptions {
  readonly runs: string
  readonly json?: boolean
}

/** Fewer tell nothing. */
const fewest = 10

/** Which parameters decide whether a trial is among the best. */
export async function importanceCommand(
  run: string,
  { runs, json }: ImportanceOptions,
  out: Output = process.stdout,
): Promise<number> {
  const state = await readRun(await findRun(runs, run), { hasCurves: false })
  const trials = judged(state)
  if (trials.length < fewest)
    throw new UserError(
      `importance needs ${fewest} trials with a finished fold, and run ${state.name} has ${trials.length}`,
      { next: `Go on with \`nightsweep resume ${run} --trials ${Math.max(fewest, 30)}\`.` },
    )
  const names = parametersOf(state)
  if (names.length === 0)
    throw new UserError(`nothing was searched in run ${state.name}: every trial has the same values`)
  const importance = importanceOf(trials, names)
  const { metric, goal } = state.objective
  const whole = { run: state.name, metric, goal, topShare, ...importance }
  out.write(`${json ? JSON.stringify(whole, null, 2) : importanceText(state, importance, widthFor(out))}\n`)
  return 0
}

/** Those of the file that vary; of a run without one, those of its configs. */
function parametersOf({ sweep, trials }: RunState): readonly string[] {
  const { searched } = sweepFacts(sweep)
  return searched.length > 0 ? searched : [...new Set(trials.flatMap(({ config }) => Object.keys(config)))]
}

function importanceText({ name, objective }: RunState, importance: Importance, width: number): string {
  const { trials, parameters, interactions } = importance
  const percent = Math.round(100 * topShare)
  const head = `${name}: what decides whether one of ${counted(trials, 'trial')} is among the best ${percent} % by ${objective.metric} (share of the variance, with its 95 % interval)`
  const rows = parameters.map(({ parameter, best, ...share }) => ({
    name: oneLine(parameter),
    note: bestText(best),
    ...share,
  }))
  const pairs = interactions.map(({ parameters: [a, b], ...share }) => ({
    name: oneLine(`${a} × ${b}`),
    note: '',
    ...share,
  }))
  const columns: Column[] = [
    left('parameter', rows, row => row.name),
    left('importance', rows, row => barText(row.importance)),
    left('interval', rows, rangeText),
    { title: 'trials', align: 'right', cells: rows.map(row => String(row.trials)) },
    left('best where', rows, row => row.note),
  ]
  const pairColumns = [
    left('together', pairs, row => row.name),
    left('beyond each', pairs, row => barText(row.importance)),
    left('interval', pairs, rangeText),
  ]
  const table = (of: readonly Column[]) => tableText(arrange(of, width), width)
  const parts = [wrap(head, width), table(columns), ...(pairs.length === 0 ? [] : [table(pairColumns)])]
  return [...parts, wrap(conditionNote(importance), width)].filter(part => part !== '').join('\n\n')
}

const left = <T>(title: string, rows: readonly T[], text: (row: T) => string): Column => ({
  title,
  align: 'left',
  cells: rows.map(text),
})

const barWidth = 20
const barText = (share: number) => `${share.toFixed(2)} ${'█'.repeat(Math.round(barWidth * share))}`
const rangeText = ({ low, high }: { low: number; high: number }) => `${low.toFixed(2)}–${high.toFixed(2)}`

function bestText([low, high]: readonly [Json, Json]): string {
  const [a, b] = [shortValue(low), shortValue(high)]
  return a === b ? `${a}` : `${a} to ${b}`
}

/** What a number next to a conditional parameter means. */
function conditionNote({ parameters, trials }: Importance): string {
  const some = parameters.filter(parameter => parameter.trials < trials)
  if (some.length === 0) return ''
  const names = some.map(({ parameter }) => oneLine(parameter)).join(', ')
  return `Judged only among the trials that have them: ${names}.`
}
