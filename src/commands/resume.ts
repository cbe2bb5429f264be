import { resumeSweep } from '../coordinator/run-sweep.ts'
import { findRun } from '../store/find-run.ts'
import { withChanges } from '../sweep/changes.ts'
import type { Sweep } from '../sweep/sweep.ts'
import { detach } from './detach/detach.ts'
import { type ResumeOptions, withFlags } from './run-options.ts'
import type { Show } from './screen.ts'
import { showWhile } from './show-while.ts'

/** Goes on with a run: finished folds are kept, unfinished ones start again. */
export async function resumeCommand(
  run: string,
  options: ResumeOptions,
  wrap?: (show: Show) => Show,
): Promise<number> {
  if (options.detach === true) return detach({ command: 'resume', run, options })
  const folder = await findRun(options.runs, run)
  const change = (sweep: Sweep) => withFlags(withChanges(sweep, options.set ?? []), options)
  return showWhile(options, hooks => resumeSweep(folder, change, hooks), wrap)
}
