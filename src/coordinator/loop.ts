import { type Clock, systemClock } from '../base/clock.ts'
import { createRandom } from '../base/random.ts'
import type { Executor } from '../execution/executor.ts'
import type { Pruner } from '../pruners/pruner.ts'
import type { RunEvent } from '../run/event.ts'
import type { RunState } from '../run/state.ts'
import type { Sampler } from '../samplers/sampler.ts'
import { type Sweep, spaceOf } from '../sweep/sweep.ts'
import { trialsUsedUp } from './budget.ts'
import { watchDeadline } from './deadline.ts'
import { createDispatch } from './dispatch.ts'
import { nextFold } from './pending.ts'
import { createSession, type LoopEnd } from './session.ts'
import { suggest } from './suggest.ts'

export interface LoopOptions {
  readonly sweep: Sweep
  /** Number of folds. */
  readonly k: number
  readonly executor: Executor
  /** What the journal says so far: the beginning of a run, or one to go on with. */
  readonly state: RunState
  /** Called in order, one at a time. A rejection ends the loop, which then throws it. */
  readonly append: (event: RunEvent) => Promise<void>
  readonly sampler: Sampler
  readonly pruner: Pruner
  readonly signal?: AbortSignal | undefined
  readonly clock?: Clock
}

/**
 * Ask, dispatch, judge, append, until budget, sampler or user ends it; the last event is `ended`, unless it throws.
 * Unfinished folds of earlier trials go first; a new trial is asked for only when a slot is free and no fold waits.
 * The executor is closed here only when folds must be cut off; otherwise closing it is its owner's business.
 */
export async function runLoop(options: LoopOptions): Promise<LoopEnd> {
  const { sweep, k, executor, state, append, sampler, signal, clock = systemClock } = options
  const { budget, enqueue } = sweep
  const random = createRandom(sweep.seed)
  const session = createSession({ state, k, target: budget.target, append, now: clock.now })
  const dispatch = createDispatch({ ...options, random, session })
  const asking = { sampler, space: spaceOf(sweep), objective: state.objective, enqueue, random }

  /** Puts folds into every free slot. */
  function fill(): void {
    while (!session.isOver && !dispatch.isFull) {
      const waiting = nextFold(session.state.trials, k, dispatch.running)
      const isGoingOn =
        waiting === undefined ? mayAsk() && beginTrial() : dispatch.start(waiting.trial, waiting.fold)
      if (!isGoingOn) return
    }
  }

  /** A sampler that learns is asked for no more trials at once than there are workers, however little a fold takes. */
  function mayAsk(): boolean {
    const { trials } = session.state
    if (sampler.ignoresResults === true || trials.length < enqueue.length) return true
    return trials.filter(trial => trial.state === 'running').length < Math.max(1, executor.capacity)
  }

  /** Asks for a new trial. False when there shall be no more, which ends the session once nothing runs. */
  function beginTrial(): boolean {
    const { trials } = session.state
    const usedUp = trialsUsedUp(budget, trials.length)
    const next = usedUp === undefined ? suggest(asking, trials) : 'exhausted'
    if (next !== 'exhausted') {
      session.record({ type: 'trialStarted', trial: trials.length, ...next })
      return true
    }
    if (dispatch.running.size === 0)
      session.end('finished', usedUp ?? `all ${trials.length} configurations tried`)
    return false
  }

  const interrupt = () => session.end('interrupted', 'interrupted; `nightsweep resume` goes on')
  signal?.addEventListener('abort', interrupt)
  const unwatch = watchDeadline(budget, clock, reason => session.end('finished', reason))
  try {
    if (signal?.aborted === true) interrupt()
    session.endHalfEnded()
    while (!session.isOver) {
      fill()
      if (!session.isOver) await session.changed()
    }
  } catch (error) {
    session.fail(error)
  } finally {
    signal?.removeEventListener('abort', interrupt)
    unwatch()
  }
  if (dispatch.running.size > 0) await executor.close()
  await Promise.all(dispatch.running.values())
  return session.conclude()
}
