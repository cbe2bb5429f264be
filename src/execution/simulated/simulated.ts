import type { Clock } from '../../base/clock.ts'
import type { Answer, FoldJob, Outcome, Report } from '../../trial/job.ts'
import type { Recipe } from '../../trial/recipe.ts'
import type { Executor } from '../executor.ts'
import { type CurvePoint, plannedEpochs, simulatedCurve } from './curve.ts'

export interface SimulatedOptions {
  readonly capacity?: number
  readonly slotsOf?: (recipe: Recipe) => number
  /** Metrics and training loss after an epoch (from 1). */
  readonly curve?: (job: FoldJob, epoch: number) => CurvePoint
  readonly secondsPerEpoch?: (job: FoldJob) => number
  /** What goes wrong in this attempt (from 1) at this epoch: an error of the fold, or the death of its process. */
  readonly crash?: (job: FoldJob, attempt: number, epoch: number) => 'failed' | 'lost' | undefined
  readonly startAt?: Date
}

export interface Simulated extends Executor {
  readonly clock: Clock
}

interface Entry {
  readonly atMs: number
  readonly order: number
  readonly happen: () => void
  readonly keepsRunning: boolean
}

/**
 * An executor that trains nothing: a queue of events, a clock that jumps from one to the next, and made-up learning
 * curves. Thousands of folds take milliseconds, and the same jobs always happen in the same order.
 */
export function createSimulated(options: SimulatedOptions = {}): Simulated {
  const { capacity = 2, curve = simulatedCurve, secondsPerEpoch = () => 1, crash = () => undefined } = options
  const { slotsOf = () => 1 } = options
  const queue = createQueue(options.startAt ?? new Date('2026-01-01T22:00:00Z'))
  const attempts = new Map<string, number>()
  const stopping = new Set<() => void>()
  let isClosed = false

  function run(job: FoldJob, onReport: (report: Report) => Answer): Promise<Outcome> {
    const key = `${job.trial}/${job.fold}`
    const attempt = (attempts.get(key) ?? 0) + 1
    attempts.set(key, attempt)
    if (isClosed) return Promise.resolve({ status: 'stopped', epochs: 0, seconds: 0 })
    const perEpoch = secondsPerEpoch(job)
    const epochs = plannedEpochs(job.recipe)
    return new Promise(resolve => {
      let epoch = 0
      const end = (outcome: Outcome) => {
        stopping.delete(stop)
        resolve(outcome)
      }
      const spent = () => ({ epochs: epoch, seconds: epoch * perEpoch })
      const stop = () => end({ status: 'stopped', ...spent() })
      const fail = (isLost: boolean) =>
        end({
          status: 'failed',
          error: isLost ? 'the process died' : `fold of trial ${job.trial} broke`,
          ...spent(),
          ...(isLost ? { lost: true } : {}),
        })
      const step = () => {
        if (!stopping.has(stop)) return
        const trouble = crash(job, attempt, epoch + 1)
        if (trouble !== undefined) return fail(trouble === 'lost')
        epoch++
        const point = curve(job, epoch)
        const { trial, fold } = job
        const stage = epoch <= job.recipe.headEpochs ? 'head' : 'fineTune'
        const answer = onReport({ trial, fold, epoch, epochs, stage, seconds: perEpoch, ...point })
        if (answer === 'stop') return stop()
        if (epoch === epochs)
          return end({ status: 'done', metrics: point.metrics, bestEpoch: epoch, ...spent() })
        queue.add(perEpoch * 1000, step, true)
      }
      stopping.add(stop)
      queue.add(perEpoch * 1000, step, true)
    })
  }

  return {
    capacity,
    slotsOf,
    run,
    async close() {
      isClosed = true
      for (const stop of [...stopping]) stop()
    },
    clock: { now: queue.now, after: (ms, callback) => queue.add(ms, callback, false) },
  }
}

/** Events in order of time, then of arrival. After each, everything that awaits may react before the clock moves on. */
function createQueue(startAt: Date) {
  let nowMs = startAt.getTime()
  let nextOrder = 0
  let isMoving = false
  const entries: Entry[] = []

  function add(ms: number, happen: () => void, keepsRunning: boolean): () => void {
    const entry = { atMs: nowMs + ms, order: nextOrder++, happen, keepsRunning }
    const place = entries.findIndex(({ atMs }) => atMs > entry.atMs)
    entries.splice(place === -1 ? entries.length : place, 0, entry)
    start()
    return () => {
      const at = entries.indexOf(entry)
      if (at !== -1) entries.splice(at, 1)
    }
  }

  function start(): void {
    if (isMoving) return
    isMoving = true
    setImmediate(move)
  }

  function move(): void {
    const entry = entries.some(({ keepsRunning }) => keepsRunning) ? entries.shift() : undefined
    if (entry === undefined) {
      isMoving = false
      return
    }
    nowMs = entry.atMs
    entry.happen()
    setImmediate(move)
  }

  return { add, now: () => new Date(nowMs) }
}
