import type { HeldRun, RunOptions, SweepResult } from '../coordinator/run-sweep.ts'
import { conclusion } from './conclusion.ts'
import { dropTerminals } from './drop-output.ts'
import { inhibitSleep } from './inhibit-sleep.ts'
import type { RunFlags } from './run-options.ts'
import { runWords } from './run-words.ts'
import { type Show, showOn } from './screen.ts'
import { listenToSignals } from './signals.ts'

/**
 * Runs a sweep and shows it: dashboard on a terminal, plain or JSON lines otherwise. The first Ctrl-C ends it in
 * order, a second one at once. When the terminal is closed it goes on without one. Gives the exit code.
 */
export async function showWhile(
  flags: RunFlags,
  start: (options: RunOptions) => Promise<SweepResult>,
  wrap = (show: Show): Show => show,
): Promise<number> {
  const abort = new AbortController()
  let show: Show | undefined
  let tellHeld: (run: HeldRun) => void = () => undefined
  const held = new Promise<HeldRun>(resolve => {
    tellHeld = resolve
  })
  const signals = listenToSignals(
    {
      onStop: why => abort.abort(why),
      onStopAgain: () => process.exit(130),
      onHangUp() {
        // Nobody waits: a terminal that is gone may never answer.
        void (show?.stop() ?? Promise.resolve()).catch(() => undefined).finally(dropTerminals)
        if (flags.stopOnHangup !== true)
          void held.then(run => run.note('info', hungUpText(runWords(run.folder, flags.runs))))
      },
    },
    flags,
  )
  const warn = (text: string) => void held.then(run => run.note('warning', text))
  const allowSleep = flags.inhibitSleep === true ? inhibitSleep(warn) : undefined
  const { engine, workers } = flags
  try {
    show = wrap(await showOn(flags, signals.stop))
    const { hooks } = show
    const { state, folder } = await start({
      engine,
      ...(workers === undefined ? {} : { workers }),
      signal: abort.signal,
      ...hooks,
      onHeld(run) {
        tellHeld(run)
        hooks.onHeld?.(run)
      },
    })
    await show.stop()
    const { code, text, hint } = conclusion(state, folder, flags)
    if (text !== '' && flags.json !== true) process.stdout.write(`${text}\n`)
    if (hint !== '') process.stderr.write(`${hint}\n`)
    return code
  } finally {
    await show?.stop()
    signals.close()
    allowSleep?.()
  }
}

const hungUpText = (run: string) =>
  `the terminal was closed; the sweep goes on; watch it: nightsweep watch ${run}`
