import { resumeSweep } from '../coordinator/run-sweep.ts'
import { findRun } from '../store/find-run.ts'
import { withChanges } from '../sweep/changes.ts'
import { type BudgetFlags, type RunFlags, withFlags } from './run-options.ts'
import { showWhile } from './show-while.ts'

/** Goes on with a run: finished folds are kept, unfinished ones start again. */
export async function resumeCommand(
  run: string,
  options: RunFlags & BudgetFlags & { set?: readonly string[] },
): Promise<number> {
  const folder = await findRun(options.runs, run)
  return showWhile(options, hooks =>
    resumeSweep(folder, sweep => withFlags(withChanges(sweep, options.set ?? []), options), hooks),
  )
}
