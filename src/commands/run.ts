import { type RunOptions, runSweep } from '../coordinator/run-sweep.ts'
import { loadSweep } from '../sweep/load.ts'
import { placed } from '../sweep/placed.ts'
import { detach } from './detach/detach.ts'
import { type StartOptions, withFlags } from './run-options.ts'
import type { Show } from './screen.ts'
import { showWhile } from './show-while.ts'

/** Starts a sweep and shows it until it ends. */
export async function runCommand(
  file: string,
  options: StartOptions,
  wrap?: (show: Show) => Show,
): Promise<number> {
  if (options.detach === true) return detach({ command: 'run', file, options })
  const sweep = withFlags(await loadSweep(file, options.set), options)
  const { runs, name } = options
  const start = (hooks: RunOptions) =>
    runSweep(sweep, { ...hooks, runs, ...(name === undefined ? {} : { name }) })
  return showWhile(options, start, wrap).catch(async (error: unknown) => {
    throw await placed(error, file, options.set)
  })
}
