import type { Clock } from '../../base/clock.ts'
import { followBest } from '../../training/early-stopping.ts'
import type { Cause, FoldJob, Outcome, Report } from '../../trial/job.ts'
import type { Metrics, Recipe } from '../../trial/recipe.ts'
import type { Executor, StartedFold } from '../executor.ts'
import { createSimulatedClock } from './clock.ts'
import { type CurvePoint, plannedEpochs, simulatedCurve } from './curve.ts'

export interface SimulatedOptions {
  readonly capacity?: number
  readonly slotsOf?: (recipe: Recipe) => number
  /** Metrics and training loss after an epoch (from 1). */
  readonly curve?: (job: FoldJob, epoch: number) => CurvePoint
  readonly secondsPerEpoch?: (job: FoldJob) => number
  /**
   * What goes wrong in this attempt (from 1) at this epoch: the fold fails for a cause, or `death`: the process dies
   * that runs it and all others; `hang`: the epoch never comes; `stuck`: nor does it hear that it is to stop; `silence`: the
   * process shows no sign of life any more, and nothing gets on in it.
   */
  readonly crash?: (job: FoldJob, attempt: number, epoch: number) => Trouble | undefined
  readonly startAt?: Date
  /** How far the clock on the wall is off after so many ms. */
  readonly wallErrorMs?: (passedMs: number) => number
}

type Trouble = Cause | 'death' | 'hang' | 'stuck' | 'silence'

/** As long as something hangs, time goes on. */
const foreverMs = 1e12

export interface Simulated extends Executor {
  readonly clock: Clock
}

const words = {
  lost: 'the process died',
  outOfMemory: 'out of memory',
  deadline: 'it took too long',
  badData: 'its images cannot be read',
} as const

const failed = (cause: Cause, { trial }: FoldJob) =>
  ({
    status: 'failed',
    cause,
    error: cause === 'error' || cause === 'diverged' ? `fold of trial ${trial} broke` : words[cause],
  }) as const

/**
 * An executor that trains nothing: a queue of events, a clock that jumps from one to the next, and made-up learning
 * curves. Thousands of folds take milliseconds, and the same jobs always happen in the same order.
 */
export function createSimulated(options: SimulatedOptions = {}): Simulated {
  const { capacity = 2, curve = simulatedCurve, secondsPerEpoch = () => 1, crash = () => undefined } = options
  const { slotsOf = () => 1 } = options
  const clock = createSimulatedClock(options.startAt ?? new Date('2026-01-01T22:00:00Z'), options.wallErrorMs)
  const attempts = new Map<string, number>()
  const running = new Set<(cause: Cause | 'stopped') => void>()
  let isClosed = false
  /** When it was heard last; undefined while it is heard. */
  let silentSince: number | undefined

  function start(job: FoldJob, onReport: (report: Report) => void, onBegin?: () => void): StartedFold {
    const key = `${job.trial}/${job.fold}`
    const attempt = (attempts.get(key) ?? 0) + 1
    attempts.set(key, attempt)
    const perEpoch = secondsPerEpoch(job)
    const planned = plannedEpochs(job)
    const epochs = planned.head + planned.fineTune
    let resolve: (outcome: Outcome) => void = () => undefined
    const outcome = new Promise<Outcome>(settle => {
      resolve = settle
    })
    const { recipe, metric } = job
    const best = followBest(metric, recipe.earlyStopping)
    let epoch = 0
    /** Of the head, when it has ended; then it is fine-tuned. */
    let headEpochs: number | undefined
    let cancel = () => {}
    let isStuck = false
    const spent = () => ({ epochs: epoch, seconds: epoch * perEpoch })

    function end(how: Cause | 'stopped', reason?: string): void {
      running.delete(end)
      cancel()
      const stopped = { status: 'stopped', ...(reason === undefined ? {} : { reason }) } as const
      resolve({ ...(how === 'stopped' ? stopped : failed(how, job)), ...spent() })
    }

    function step(): void {
      const trouble = silentSince === undefined ? crash(job, attempt, epoch + 1) : 'silence'
      if (trouble === 'silence') silentSince ??= clock.passedMs()
      if (trouble === 'silence' || trouble === 'hang' || trouble === 'stuck') {
        isStuck = trouble !== 'hang'
        cancel = clock.work(foreverMs, () => {})
      } else if (trouble === 'death') dieTogether()
      else if (trouble !== undefined) end(trouble)
      else report()
    }

    function report(): void {
      epoch++
      const point = curve(job, epoch)
      const { trial, fold } = job
      const stage = headEpochs === undefined ? 'head' : 'fineTune'
      best.note(epoch, point.metrics)
      onReport({ trial, fold, epoch, epochs, stage, seconds: perEpoch, ...point })
      if (!running.has(end)) return
      if (goesOn()) cancel = clock.work(perEpoch * 1000, step)
      else {
        running.delete(end)
        resolve({ ...doneWith(point.metrics), ...spent() })
      }
    }

    function goesOn(): boolean {
      const last = headEpochs === undefined ? planned.head : headEpochs + planned.fineTune
      if (epoch < last && !best.isExhausted()) return true
      if (headEpochs !== undefined || planned.fineTune === 0) return false
      headEpochs = epoch
      best.nextStage()
      return true
    }

    function doneWith(last: Metrics) {
      const done = { status: 'done', metrics: last, bestEpoch: epoch } as const
      if (recipe.earlyStopping === null || best.best === undefined) return done
      return { ...done, metrics: best.best.metrics, bestEpoch: best.best.epoch, earlyStopping: true } as const
    }

    running.add(end)
    if (isClosed) end('stopped')
    else cancel = clock.work(perEpoch * 1000, step)
    onBegin?.()
    return { outcome, stop: reason => void (running.has(end) && !isStuck && end('stopped', reason)) }
  }

  function dieTogether(): void {
    silentSince = undefined
    for (const end of [...running]) end('lost')
  }

  return {
    capacity,
    slotsOf,
    start,
    vitals: () => ({ pid: 1, isOpen: true, heard: silentSince ?? clock.passedMs(), moved: 0 }),
    restart: dieTogether,
    async close() {
      isClosed = true
      for (const end of [...running]) end('stopped')
    },
    clock,
  }
}
