import process from 'node:process'
import { UserError } from '../base/errors.ts'
import { leaderboard } from '../leaderboard/rank.ts'
import type { RunState } from '../run/state.ts'
import { findRun } from '../store/find-run.ts'
import { readRun } from '../store/read-run.ts'
import { counted } from '../text/numbers.ts'
import { reportsOf } from '../trial/curve.ts'
import type { FoldState, Trial } from '../trial/trial.ts'
import { type Output, widthFor } from './output.ts'
import { recipeDifferences } from './recipe-differences.ts'
import { trialText } from './trial-text.ts'

interface ShowOptions {
  readonly runs: string
  readonly json?: boolean
}

/** One trial: its configuration, folds and learning curves. */
export async function showCommand(
  run: string,
  number: number,
  { runs, json }: ShowOptions,
  out: Output = process.stdout,
): Promise<number> {
  const state = await readRun(await findRun(runs, run))
  const trial = trialOf(state, number)
  out.write(
    `${json ? JSON.stringify(jsonOf(state, trial), null, 2) : trialText(state, trial, widthFor(out))}\n`,
  )
  return 0
}

function trialOf({ trials, name }: RunState, number: number): Trial {
  const trial = trials[number]
  if (trial !== undefined) return trial
  throw new UserError(
    trials.length === 0
      ? `run ${name} has no trials yet`
      : `run ${name} has no trial ${number}: it has ${counted(trials.length, 'trial')}, numbered from 0 to ${trials.length - 1}`,
    { next: `See them with \`nightsweep leaderboard ${name}\`.` },
  )
}

/** The leaderboard's row, and what only this command tells: the recipe, the folds with their curves, the times. */
function jsonOf(state: RunState, trial: Trial) {
  const { origin, by = null, startedAt, endedAt = null, folds } = trial
  return {
    run: state.name,
    metric: state.objective.metric,
    goal: state.objective.goal,
    ...leaderboard(state).trials.find(row => row.trial === trial.number),
    origin,
    by,
    startedAt,
    endedAt,
    recipe: Object.fromEntries(recipeDifferences(state.sweep)),
    folds: folds.flatMap(fold => fold ?? []).map(fold => jsonOfFold(trial, fold)),
    repeats: (trial.repeats ?? []).map(fold => jsonOfFold(trial, fold)),
  }
}

function jsonOfFold({ number }: Trial, { fold, state, curve, metrics, seconds, ...failure }: FoldState) {
  const { attempts, cause, error } = failure
  const reports = reportsOf(curve, { trial: number, fold })
  const common = { fold, state, reports, metrics: metrics ?? null, seconds, attempts }
  return { ...common, cause: cause ?? null, error: error === '' ? null : error }
}
