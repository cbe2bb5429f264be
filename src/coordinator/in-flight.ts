import type { Executor, StartedFold } from '../execution/executor.ts'
import type { FoldJob, Outcome, Report } from '../trial/job.ts'

interface Flight {
  readonly trial: number
  readonly fold: number
  readonly slots: number
  readonly running: StartedFold
  /** The most folds that have been in flight beside it, itself included. */
  company: number
}

export interface FlightHooks {
  onReport(report: Report): void
  onEnd(job: FoldJob, outcome: Outcome, company: number): void
  /** The executor can run nothing any more. */
  onRefusal(error: unknown): void
}

/** The folds that an executor has, and the room that is left. */
export function createFlights(executor: Executor, hooks: FlightHooks) {
  const flights = new Set<Flight>()
  const capacity = Math.max(1, executor.capacity)
  let taken = 0

  const slotsOf = (job: Pick<FoldJob, 'recipe'>) => executor.slotsOf?.(job.recipe) ?? 1

  function start(job: FoldJob): void {
    const { trial, fold } = job
    const slots = slotsOf(job)
    const flight: Flight = { trial, fold, slots, running: executor.start(job, hooks.onReport), company: 0 }
    flights.add(flight)
    for (const other of flights) other.company = Math.max(other.company, flights.size)
    taken += slots
    const land = () => {
      if (flights.delete(flight)) taken -= slots
    }
    flight.running.outcome.then(
      outcome => {
        land()
        hooks.onEnd(job, outcome, flight.company)
      },
      (error: unknown) => {
        land()
        hooks.onRefusal(error)
      },
    )
  }

  return {
    start,
    slotsOf,
    get freeSlots() {
      return capacity - taken
    },
    get size() {
      return flights.size
    },
    /** Ends a trial's folds, or some of them. */
    stop(trial: number, reason: string, isMeant: (fold: number) => boolean = () => true): void {
      for (const flight of flights)
        if (flight.trial === trial && isMeant(flight.fold)) flight.running.stop(reason)
    },
    /** Resolves when none is left. */
    async landed(): Promise<void> {
      await Promise.allSettled([...flights].map(({ running }) => running.outcome))
    },
  }
}
