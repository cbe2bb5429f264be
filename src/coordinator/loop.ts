import { type Clock, systemClock } from '../base/clock.ts'
import type { Pulse } from '../base/pulse.ts'
import { createRandom } from '../base/random.ts'
import type { Executor } from '../execution/executor.ts'
import type { Pruner } from '../pruners/pruner.ts'
import type { Sampler } from '../samplers/sampler.ts'
import { finalistsOf } from '../sweep/finalists.ts'
import type { Sweep } from '../sweep/sweep.ts'
import type { Trial } from '../trial/trial.ts'
import { createAllowance } from './allowance.ts'
import { costUsedUp, trialsUsedUp } from './budget.ts'
import { watchDeadline } from './deadline.ts'
import { createEnding, type LoopEnd, stopText } from './ending.ts'
import type { Holds } from './holds.ts'
import { createJobs } from './jobs.ts'
import { isHoldoutRunning } from './last-stage/holdout.ts'
import { createLastStage, lateness } from './last-stage/last-stage.ts'
import type { Ledger } from './ledger.ts'
import { createMicroBatches, type MicroBatches } from './memory/micro-batches.ts'
import { createRaceEnd } from './race/last-folds.ts'
import { createReferee } from './referee.ts'
import type { LookAhead } from './schedule/look-ahead.ts'
import type { FoldOrder } from './schedule/order.ts'
import { type Step, schedule, wait } from './schedule/schedule.ts'
import type { FoldTimes } from './schedule/time.ts'
import { createScreenNotes, wrongScreenNote } from './screen-notes.ts'
import { type SessionEnd, sessionEndOf } from './session-end.ts'
import { secondsSpent } from './spent.ts'
import { createSweepCore } from './sweep-core.ts'

export interface LoopOptions {
  readonly sweep: Sweep
  /** Number of folds. */
  readonly k: number
  readonly executor: Executor
  /** What the journal says so far: the beginning of a run, or one to go on with. */
  readonly ledger: Ledger
  readonly sampler: Sampler
  readonly pruner: Pruner
  readonly lookAhead: LookAhead
  readonly order?: FoldOrder
  /** What is known of how long folds take; without it a trial's first fold may begin whenever. */
  readonly times?: FoldTimes | undefined
  /** What is known of the memory; without it only what this run's folds had room for. */
  readonly microBatches?: MicroBatches | undefined
  /** Kept before a deadline for what comes after the search; no fold begins in it. */
  readonly reservedSeconds?: number
  /** Further splits that could be made, where not all that the file asks for. */
  readonly repeats?: number
  /** While one holds, nothing new begins. */
  readonly holds?: Holds
  readonly signal?: AbortSignal | undefined
  readonly clock?: Clock
  /** Of the session, where it has begun already. */
  readonly end?: SessionEnd | undefined
  readonly pulse?: Pulse
  /** Just before the last event. */
  readonly onEnding?: () => void
}

/** A holdout that takes a little longer than was thought is not thrown away. */
const graceMs = 12_000

/**
 * Does what the schedule says until budget, sampler or user ends it; the last event is `ended`, unless it throws.
 * The executor is closed here only when folds must be cut off; otherwise closing it is its owner's business.
 */
export async function runLoop(options: LoopOptions): Promise<LoopEnd> {
  const { sweep, k, executor, ledger, sampler, pruner, lookAhead, signal, clock = systemClock } = options
  const { times, reservedSeconds = 0, end = sessionEndOf(sweep.budget, clock) } = options
  // Where a trial may be paused after a fold, the second folds of others are less in vain than its own.
  const { order = pruner.racing?.isBreadthFirst === false ? 'breadthFirst' : 'depthFirst' } = options
  const { state } = ledger
  const jobs = createJobs(sweep, createRandom(sweep.seed))
  const strategies = { sampler, pruner, lookAhead }
  const { core, baselines, screen, measuring } = createSweepCore({ ...strategies, sweep, k, state, jobs })
  let measured = 0
  const tellScreen = screen === undefined ? () => {} : createScreenNotes(sweep, baselines, ledger)
  const ending = createEnding()
  const { target } = sweep.budget
  const { microBatches = createMicroBatches({ sweep, workers: executor.capacity }) } = options
  const judging = { k, ledger, core, ending, jobs, executor, microBatches }
  const referee = createReferee({ ...judging, target, onTarget: endSearch })
  const { flights } = referee
  const slotsOf = (trial: Trial) => flights.slotsOf({ recipe: jobs.recipeOf(trial) })
  const { capacity } = executor
  const rules = finalistsOf(sweep, options.repeats)
  const isRace = pruner.racing !== undefined
  const common = { state, k, jobs, capacity, slotsOf, times, rules, isRace }
  const lastStage = createLastStage({ ...common, record: ledger.record })
  const raceEnd = createRaceEnd({ state, racing: pruner.racing, k, capacity })
  const spentBefore = secondsSpent(state.trials)
  let isExhausted = false
  let cancelGrace = () => {}
  /** Why nothing more is searched for, for now or at all. */
  let searchEnd: string | undefined
  let isCut = false

  const allowance = createAllowance(sweep.budget, end, () => spentBefore + referee.spent.seconds)

  /** Does what there is to do, until there is nothing to do but wait. */
  function fill(): void {
    while (!ending.isOver) {
      const step = nextStep()
      if (step.do === 'fold') referee.start(step.trial, step.fold)
      else if (step.do === 'resume') referee.resume(step.trial)
      else if (step.do === 'ask') ask()
      else if (step.do === 'end') ending.end('finished', step.reason)
      else return
    }
  }

  /** The search; then finalists, and if they left time the search again; then the holdout. */
  function nextStep(): Step {
    if (ledger.isBehind || options.holds?.isHeld) return wait
    if (searchEnd === undefined) {
      const step = searchStep()
      if (step.do !== 'end') return step
      searchEnd = step.reason
    }
    if (!lastStage.isOpen) {
      const step = finalistsStep()
      if (step.do !== 'over') return step
      raceEnd.reopen()
      const again = isCut ? wait : searchStep()
      if (again.do !== 'end' && again.do !== 'wait') {
        searchEnd = undefined
        return again
      }
      referee.endPaused()
    }
    const step = lastStage.holdout({ freeSlots: flights.freeSlots, slotsOf })
    return step.do === 'over' ? { do: 'end', reason: searchEnd } : step
  }

  function searchStep(): Step {
    const [now, all] = [allowance.left(), allowance.all()]
    const kept = lastStage.reserved(now, all)
    return schedule(state, {
      k,
      core,
      racing: pruner.racing,
      lookAhead,
      order,
      freeSlots: flights.freeSlots,
      slotsOf,
      noMoreTrials: noMoreTrials() ?? raceEnd.reason(now.seconds - kept.seconds, all.seconds),
      isBehind: ledger.isBehind,
      noMoreFolds: costUsedUp(sweep.budget, spentBefore + referee.spent.seconds + kept.training),
      reservedSeconds: reservedSeconds + kept.seconds,
      reservedFor: trial => reservedSeconds + lastStage.reservedFor(trial, now, all),
      ...(times === undefined ? {} : { times }),
      secondsLeft: now.seconds,
    })
  }

  function finalistsStep() {
    const [now, held] = [allowance.left(), lastStage.forHoldoutOfAny(allowance.all())]
    return lastStage.finalists({
      freeSlots: flights.freeSlots,
      slotsOf,
      secondsLeft: now.seconds - held.seconds,
      costLeft: now.training - held.training,
    })
  }

  /** Nothing more is searched for: the folds that run are of no use any more. */
  function endSearch(reason: string): void {
    if (isCut || lastStage.isOpen) return
    if (lastStage.isWanted) {
      isCut = true
      searchEnd ??= reason
      referee.stopAll(reason)
      ending.wake()
    } else ending.end('finished', reason)
  }

  function noMoreTrials(): string | undefined {
    const usedUp = trialsUsedUp(sweep.budget, state.trials.length - baselines, baselines)
    return usedUp ?? (isExhausted ? `all ${state.trials.length} configurations tried` : undefined)
  }

  function ask(): void {
    const next = core.suggest()
    if (next === 'exhausted') isExhausted = true
    else {
      referee.begin(next)
      measureTrials()
    }
  }

  /** Those that have just begun, or that an earlier session began and did not measure. */
  function measureTrials(): void {
    for (const trial of measuring === undefined ? [] : state.trials.slice(measured)) {
      measured = trial.number + 1
      if (trial.measured !== undefined || jobs.problemOf(trial) !== undefined) continue
      const values = measuring?.valuesOf(trial.config) ?? {}
      ledger.record({ type: 'measured', trial: trial.number, values })
    }
  }

  const interrupt = () => ending.end('interrupted', stopText(signal))
  signal?.addEventListener('abort', interrupt)
  ledger.onChange(ending.wake)
  options.holds?.onRelease(ending.wake)
  const unwatch = watchDeadline(end, clock, {
    pulse: options.pulse,
    reservedSeconds: () => lastStage.forHoldout(allowance.all()).seconds - lateness(allowance.all()),
    onReserved: endSearch,
    onOver: reason => {
      const finish = () => ending.end('finished', reason)
      if (isHoldoutRunning(state)) cancelGrace = clock.after(graceMs, finish)
      else finish()
    },
  })
  try {
    if (signal?.aborted === true) interrupt()
    measureTrials()
    referee.takeUp()
    while (!ending.isOver) {
      fill()
      tellScreen()
      if (!ending.isOver) await ending.changed()
      if (ledger.failure !== undefined) ending.fail(ledger.failure)
    }
  } catch (error) {
    ending.fail(error)
  } finally {
    signal?.removeEventListener('abort', interrupt)
    unwatch()
    cancelGrace()
  }
  if (flights.size > 0) await executor.close()
  await flights.landed()
  ending.throwIfFailed()
  const wrong = screen === undefined ? undefined : wrongScreenNote(state, sweep)
  if (wrong !== undefined) ledger.record({ type: 'note', level: 'info', text: wrong })
  options.onEnding?.()
  if (ending.reached?.state === 'finished') lastStage.close()
  if (ending.reached !== undefined) ledger.record({ type: 'ended', ...ending.reached })
  await ledger.flush()
  if (ledger.failure !== undefined) throw ledger.failure
  return ending.reached?.state ?? 'finished'
}
