import { Stop } from '../coordinator/ending.ts'

/** What somebody who sends signals may mean. */
interface SignalHooks {
  /** A first one that asks for the end: in order. */
  onStop(stop: Stop | undefined): void
  /** Asked again: at once. */
  onStopAgain(): void
  /** The terminal was closed, or the connection to it is lost. Told once. */
  onHangUp(): void
}

interface SignalOptions {
  /** A hang-up asks for the end, too. */
  readonly stopOnHangup?: boolean | undefined
}

const bySignal = 'stopped by a signal (SIGTERM); `nightsweep resume` goes on'
const byHangUp = 'stopped when the terminal was closed; `nightsweep resume` goes on'

/** Listens to the process's signals until `close`; `stop` is a Ctrl-C that was pressed elsewhere. */
export function listenToSignals(hooks: SignalHooks, { stopOnHangup = false }: SignalOptions = {}) {
  let isStopping = false
  let isHungUp = false

  function stop(why?: Stop): void {
    if (isStopping) hooks.onStopAgain()
    else hooks.onStop(why)
    isStopping = true
  }

  function hangUp(): void {
    // The same hang-up may arrive twice: from the system and from the shell.
    if (isHungUp) return
    isHungUp = true
    hooks.onHangUp()
    if (stopOnHangup && !isStopping) stop(new Stop(byHangUp))
  }

  const interrupt = () => stop()
  const terminate = () => stop(new Stop(bySignal))
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', terminate)
  process.on('SIGHUP', hangUp)
  return {
    stop: interrupt,
    close(): void {
      process.off('SIGINT', interrupt)
      process.off('SIGTERM', terminate)
      process.off('SIGHUP', hangUp)
    },
  }
}
