import { runSweep } from '../coordinator/run-sweep.ts'
import { loadSweep } from '../sweep/load.ts'
import { placed } from '../sweep/placed.ts'
import { type BudgetFlags, type RunFlags, withFlags } from './run-options.ts'
import { showWhile } from './show-while.ts'

/** Starts a sweep and shows it until it ends. */
export async function runCommand(
  file: string,
  options: RunFlags & BudgetFlags & { name?: string; set: readonly string[] },
): Promise<number> {
  const sweep = withFlags(await loadSweep(file, options.set), options)
  const { runs, name } = options
  return showWhile(options, hooks =>
    runSweep(sweep, { ...hooks, runs, ...(name === undefined ? {} : { name }) }),
  ).catch(async (error: unknown) => {
    throw await placed(error, file, options.set)
  })
}
