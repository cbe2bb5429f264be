import type { RunOptions, SweepResult } from '../coordinator/run-sweep.ts'
import { conclusion } from './conclusion.ts'
import type { RunFlags } from './run-options.ts'
import { type Show, showOn } from './screen.ts'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs a sweep and shows it: dashboard on a terminal, plain or JSON lines otherwise. The first Ctrl-C ends it in
 * order, a second one at once. Gives the exit code.
 */
export async function showWhile(
  flags: RunFlags,
  start: (options: RunOptions) => Promise<SweepResult>,
): Promise<number> {
  const abort = new AbortController()
  const interrupt = () => {
    if (abort.signal.aborted) process.exit(130)
    abort.abort()
  }
  for (const signal of signals) process.on(signal, interrupt)
  const { engine, workers } = flags
  let show: Show | undefined
  try {
    show = await showOn(flags, interrupt)
    const { state, folder } = await start({
      engine,
      ...(workers === undefined ? {} : { workers }),
      signal: abort.signal,
      ...show.hooks,
    })
    await show.stop()
    const { code, text, hint } = conclusion(state, folder, flags)
    if (text !== '' && flags.json !== true) process.stdout.write(`${text}\n`)
    if (hint !== '') process.stderr.write(`${hint}\n`)
    return code
  } finally {
    await show?.stop()
    for (const signal of signals) process.off(signal, interrupt)
  }
}
