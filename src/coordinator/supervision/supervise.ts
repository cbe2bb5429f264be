import { isProcessStopped } from '../../base/process-state.ts'
import type { Pulse } from '../../base/pulse.ts'
import type { Executor, StartedFold } from '../../execution/executor.ts'
import { foldName } from '../../text/fold-name.ts'
import { formatSeconds } from '../../text/format.ts'
import type { FoldJob, Outcome, Report } from '../../trial/job.ts'
import { type Expected, type Seen, whyOverdue } from './overdue.ts'
import { createSilence, type Patience } from './silence.ts'

interface SupervisionOptions {
  readonly pulse: Pulse
  /** `limits.foldMinutes` of the file. */
  readonly minutes: number | undefined
  /** May throw where that cannot be told. */
  readonly expected: (job: FoldJob) => Expected
  readonly note: (level: 'info' | 'warning', text: string) => void
  /** For a fold that was told to stop, before the process is ended. */
  readonly graceMs?: number
  readonly patience?: Patience
  readonly isStopped?: (pid: number) => boolean
}

interface Flight {
  readonly job: FoldJob
  readonly running: StartedFold
  readonly seen: { -readonly [K in keyof Seen]: Seen[K] }
  /** Why it was told to stop, and the ms it has for that. */
  overdue: string | undefined
  graceMs: number
  /** Its process was ended for another's sake. */
  isInnocent: boolean
}

/**
 * The executor, under supervision: a fold that takes far too long is told to stop, and where it does not, or where nothing
 * is heard of the process any more, the process is ended and replaced. What we slept through counts against nobody.
 */
export function supervise(executor: Executor, options: SupervisionOptions): Executor {
  const { pulse, minutes, expected, note, graceMs = 10_000, isStopped = isProcessStopped } = options
  const flights = new Set<Flight>()
  const silence = createSilence(options.patience)
  let known = { heard: -1, moved: -1 }
  /** The process that has come to an epoch. */
  let warmPid: number | undefined
  pulse.onWake(sleptMs =>
    note('info', `the machine (or this process) was suspended for ${formatSeconds(sleptMs / 1000)}`),
  )
  pulse.onBeat(awakeMs => {
    passTime(livedMs(awakeMs) / 1000)
    for (const flight of flights) if (flight.overdue === undefined) judge(flight)
    insist(awakeMs)
  })

  /** How much of the time the folds had, too. */
  function livedMs(awakeMs: number): number {
    const vitals = executor.vitals?.()
    if (vitals === undefined) return awakeMs
    const { pid, isOpen, heard, moved } = vitals
    const isHeard = heard !== known.heard
    if (moved !== known.moved) for (const seen of waiting()) seen.quiet = 0
    known = { heard, moved }
    // Who watches an opening is the host.
    if (!isOpen || pid === undefined) {
      silence.forget()
      return 0
    }
    const step = silence.beat(awakeMs, isHeard, () => isStopped(pid))
    if (step.is === 'alive' && step.afterMs !== undefined)
      note('info', `the host process (pid ${pid}) goes on after ${formatSeconds(step.afterMs / 1000)}`)
    else if (step.is === 'noticed') note('warning', silentText(pid, step.isStopped))
    else if (step.is === 'givenUp') {
      const how = step.isStopped ? 'was stopped' : 'did not answer'
      const spoken = `the host process (pid ${pid}) ${how} for ${formatSeconds(step.silentMs / 1000)} and was ended`
      restart(spoken, () => step.isStopped)
    }
    return step.is === 'alive' ? step.livedMs : 0
  }

  const waiting = () => [...flights].flatMap(({ seen }) => (seen.hasBegun ? [] : seen))

  function passTime(seconds: number): void {
    let begun = 0
    for (const { seen } of flights) {
      if (!seen.hasBegun) continue
      begun++
      seen.age += seconds
      seen.quiet += seconds
    }
    // Each worker trains one fold at a time: while all do, others wait for them, and they have limits of their own.
    if (begun < executor.capacity) for (const seen of waiting()) seen.quiet += seconds
  }

  function judge(flight: Flight): void {
    flight.seen.isCold = warmPid !== executor.vitals?.().pid
    const why = whyOverdue(flight.seen, minutes, () => expectedOf(flight.job))
    if (why === undefined) return
    flight.overdue = why
    // What it waits for is stuck in the process, and would be for the next one: where nobody trains, that costs nobody.
    const isInVain = [...flights].every(({ seen }) => !seen.hasBegun)
    flight.graceMs = isInVain ? 0 : graceMs
    if (!isInVain) flight.running.stop(why)
  }

  function expectedOf(job: FoldJob): Expected | undefined {
    try {
      return expected(job)
    } catch {
      return undefined
    }
  }

  /** Those that do not stop take the process along. */
  function insist(awakeMs: number): void {
    for (const flight of [...flights]) {
      if (flight.overdue === undefined) continue
      flight.graceMs -= awakeMs
      if (flight.graceMs > 0) continue
      flight.graceMs = Infinity
      restart(`the host process was ended for ${foldName(flight.job, undefined)}: ${flight.overdue}`)
    }
  }

  function restart(reason: string, isInnocent = (flight: Flight) => flight.overdue === undefined): void {
    for (const flight of flights) flight.isInnocent ||= isInnocent(flight)
    executor.restart?.(reason)
  }

  function start(job: FoldJob, onReport: (report: Report) => void, onBegin?: () => void): StartedFold {
    const seen: Flight['seen'] = {
      hasBegun: false,
      isCold: true,
      age: 0,
      quiet: 0,
      epoch: 0,
      stage: 'head',
      longestEpoch: 0,
    }

    function begin(): void {
      seen.hasBegun = true
      seen.quiet = 0
      onBegin?.()
    }

    function hear(report: Report): void {
      warmPid = executor.vitals?.().pid
      seen.quiet = 0
      seen.longestEpoch = Math.max(seen.stage === report.stage ? seen.longestEpoch : 0, report.seconds)
      seen.epoch = report.epoch
      seen.stage = report.stage
      onReport(report)
    }

    const running = executor.start(job, hear, begin)
    const flight: Flight = { job, running, seen, overdue: undefined, graceMs, isInnocent: false }
    flights.add(flight)
    const outcome = running.outcome
      .then(end => endOf(flight, end))
      .finally(() => {
        flights.delete(flight)
      })
    return { outcome, stop: running.stop }
  }

  return {
    capacity: executor.capacity,
    ...(executor.slotsOf && { slotsOf: executor.slotsOf }),
    start,
    close: () => executor.close(),
  }
}

function endOf({ overdue, isInnocent }: Flight, outcome: Outcome): Outcome {
  if (outcome.status === 'done') return outcome
  const isCutOff = outcome.status === 'stopped' || outcome.cause === 'lost'
  if (overdue !== undefined && isCutOff) {
    const { epochs, seconds, host, worker } = outcome
    const where = { ...(host !== undefined && { host }), ...(worker !== undefined && { worker }) }
    return { status: 'failed', cause: 'deadline', error: overdue, epochs, seconds, ...where }
  }
  return outcome.status === 'failed' && isInnocent && isCutOff ? { ...outcome, isInnocent } : outcome
}

function silentText(pid: number, isStopped: boolean): string {
  return isStopped
    ? `the host process (pid ${pid}) was stopped (SIGSTOP); \`kill -CONT ${pid}\` lets it go on`
    : `the host process (pid ${pid}) does not answer: it swaps, or it is stuck`
}
