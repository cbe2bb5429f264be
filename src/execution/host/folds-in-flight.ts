import type { Failure, Outcome, Report, Spent } from '../../trial/job.ts'

interface Flight {
  readonly onReport: (report: Report) => void
  readonly onBegin: (() => void) | undefined
  readonly resolve: (outcome: Outcome) => void
  readonly reject: (error: Error) => void
  readonly startedAt: number
  epochs: number
  /** The process has it; before that its death does not concern the fold. */
  isSent: boolean
  /** Why it was told to stop. */
  reason: string | undefined
}

/** The folds that a host process was given, or is to be given once it is open: how each of them ends, exactly once. */
export function createFoldsInFlight() {
  const flights = new Map<number, Flight>()
  const waiting: (() => void)[] = []
  let nextId = 0

  function add(onReport: (report: Report) => void, onBegin?: () => void) {
    const id = nextId++
    const outcome = new Promise<Outcome>((resolve, reject) => {
      const startedAt = performance.now()
      const begun = { startedAt, epochs: 0, isSent: false, reason: undefined }
      flights.set(id, { onReport, onBegin, resolve, reject, ...begun })
    })
    return {
      id,
      outcome,
      /** False where it has ended already. */
      send(): boolean {
        const flight = flights.get(id)
        if (flight !== undefined) flight.isSent = true
        return flight !== undefined
      },
    }
  }

  function begin(id: number): void {
    flights.get(id)?.onBegin?.()
  }

  function report(id: number, told: Report): void {
    const flight = flights.get(id)
    if (flight === undefined) return
    flight.epochs = told.epoch
    flight.onReport(told)
  }

  function land(id: number): Flight | undefined {
    const flight = flights.get(id)
    flights.delete(id)
    if ([...flights.values()].every(({ isSent }) => !isSent))
      for (const resolve of waiting.splice(0)) resolve()
    return flight
  }

  /** When the process has none of them. */
  function landed(): Promise<void> {
    const isAloft = [...flights.values()].some(({ isSent }) => isSent)
    return isAloft ? new Promise(resolve => waiting.push(resolve)) : Promise.resolve()
  }

  function end(id: number, outcome: Outcome): void {
    const flight = land(id)
    const reason = flight?.reason
    flight?.resolve(outcome.status === 'stopped' && reason !== undefined ? { ...outcome, reason } : outcome)
  }

  function refuse(id: number, error: Error): void {
    land(id)?.reject(error)
  }

  /** No fold can be run any more. */
  function refuseAll(error: Error): void {
    for (const id of [...flights.keys()]) refuse(id, error)
  }

  /** True where the process has to be told. */
  function stop(id: number, reason?: string): boolean {
    const flight = flights.get(id)
    if (flight === undefined) return false
    flight.reason = reason
    if (!flight.isSent) endAsStopped(id, flight)
    return flight.isSent
  }

  function endAsStopped(id: number, flight: Flight): void {
    end(id, { status: 'stopped', ...spentBy(flight) })
  }

  function stopAll(): void {
    for (const [id, flight] of [...flights]) endAsStopped(id, flight)
  }

  /** The process has died. */
  function lose(reason: string, why: Pick<Failure, 'cause' | 'wasKilled'>): void {
    for (const [id, flight] of [...flights])
      if (flight.isSent) end(id, { status: 'failed', ...why, error: reason, ...spentBy(flight) })
  }

  return { add, begin, report, end, landed, refuse, refuseAll, stop, stopAll, lose }
}

const spentBy = ({ epochs, startedAt }: Flight): Spent => ({
  epochs,
  seconds: (performance.now() - startedAt) / 1000,
})
