import { messageOf } from '../base/errors.ts'
import type { Executor } from '../execution/executor.ts'
import { leaderboard } from '../leaderboard/rank.ts'
import { reaches } from '../leaderboard/scores.ts'
import { foldAt, holdoutFold, isOfLastStage } from '../trial/fold-places.ts'
import type { Failure, FoldJob, Outcome, Report } from '../trial/job.ts'
import type { Place, Trial } from '../trial/trial.ts'
import type { Core, Proposal } from './core.ts'
import type { createEnding } from './ending.ts'
import { whyHopeless } from './hopeless.ts'
import { createFlights } from './in-flight.ts'
import type { Jobs } from './jobs.ts'
import type { Entry, Ledger } from './ledger.ts'
import type { MicroBatches } from './memory/micro-batches.ts'
import { retry } from './retry.ts'

export interface RefereeOptions {
  readonly k: number
  readonly ledger: Ledger
  readonly core: Core
  readonly ending: ReturnType<typeof createEnding>
  readonly jobs: Jobs
  readonly executor: Executor
  /** What is known of the memory; without it each fold begins with its whole batch. */
  readonly microBatches: MicroBatches
  readonly target: number | undefined
  /** Nothing more is to be searched for. */
  readonly onTarget: (reason: string) => void
}

/** Begins trials and folds, writes down what becomes of them, and ends trials when their time has come. */
export function createReferee(options: RefereeOptions) {
  const { k, ledger, core, ending, jobs, executor, microBatches, ...goal } = options
  const { state } = ledger
  const firstTrial = state.trials.length
  const spent = { seconds: 0 }
  const flights = createFlights(executor, { onReport, onEnd, onRefusal: ending.fail })

  function record(entry: Entry): void {
    ledger.record(entry)
    core.noticed(entry)
  }

  function begin(next: Proposal): void {
    const number = state.trials.length
    record({ type: 'trialStarted', trial: number, ...next })
    failUnlessValid(number)
  }

  /** A config that makes no valid recipe fails its trial. */
  function failUnlessValid(number: number): void {
    const trial = state.trials[number]
    const problem = trial === undefined ? undefined : jobs.problemOf(trial)
    if (problem !== undefined) endTrial(number, { state: 'failed', reason: problem, cause: 'error' })
  }

  /** Trials that an earlier session left open: some have all that they need to end. */
  function takeUp(): void {
    microBatches.takeUp(state.trials, jobs.recipeOf)
    for (const number of [...state.open]) {
      failUnlessValid(number)
      drawConsequences(number)
    }
  }

  function start(number: number, fold: number): void {
    const trial = state.trials[number]
    if (trial === undefined) throw new RangeError(`there is no trial ${number}`)
    const before = foldAt(trial, fold)
    const job = jobs.jobOf(trial, fold)
    const microBatch = microBatches.next(job.recipe, before)
    const part = microBatch === undefined ? {} : { microBatch }
    record({ type: 'foldStarted', trial: number, fold, attempt: (before?.attempts ?? 0) + 1, ...part })
    flights.start({ ...job, ...part })
  }

  function onReport(report: Report): void {
    if (ending.isOver || !isWanted(report.trial, report.fold)) return
    guard(() => {
      record({ type: 'report', ...report })
      drawConsequences(report.trial)
    })
  }

  function onEnd(job: FoldJob, outcome: Outcome, together: number): void {
    const { trial } = job
    spent.seconds += outcome.seconds
    guard(() => {
      const at = state.trials[trial]
      microBatches.noticed(job, at && foldAt(at, job.fold), outcome, together)
      record(endOf(job, outcome, together))
      if (!ending.isOver) drawConsequences(trial)
    })
    ending.wake()
  }

  /** When all is being cut off, or the trial has ended, a failure says nothing about the fold. */
  function endOf(job: FoldJob, outcome: Outcome, together: number): Entry {
    const { trial, fold } = job
    const at = state.trials[trial]
    const { attempts = 1, mishaps = 0, cause: before } = (at && foldAt(at, fold)) ?? {}
    const common = { type: 'foldEnded', trial, fold, attempt: attempts } as const
    const { epochs, seconds } = outcome
    const reason = outcome.status === 'stopped' && outcome.reason ? { reason: outcome.reason } : {}
    if (outcome.status === 'done') return { ...common, outcome }
    if (ending.isOver || !isWanted(trial, fold) || isStoppedByFailure(trial, fold))
      return { ...common, outcome: { status: 'stopped', ...reason, epochs, seconds } }
    const failure: Failure = outcome.status === 'failed' ? outcome : { ...unasked, epochs, seconds }
    const { cause, isInnocent, wasKilled } = failure
    const images = microBatches.shrinkable(job)
    const way = retry({ cause, before, mishaps: mishaps + 1, together, isInnocent, wasKilled, images })
    return { ...common, outcome: failure, together, ...(way === 'fail' ? {} : { again: way }) }
  }

  /** What comes of it counts: the trial goes on, or is in its last stage. */
  const isWanted = (trial: number, fold: number) =>
    state.trials[trial]?.state === 'running' || isOfLastStage(fold, k)

  /** Folds after one that has failed are not needed, whatever the earlier ones come to. */
  function isStoppedByFailure(trial: number, fold: number): boolean {
    if (isOfLastStage(fold, k)) return false
    const { foldAt, positionOf } = core.sequence
    const before = Array.from({ length: positionOf(trial, fold) }, (_, position) => foldAt(trial, position))
    return before.some(other => state.trials[trial]?.folds[other]?.state === 'failed')
  }

  function drawConsequences(number: number): void {
    const trial = state.trials[number]
    if (trial?.state !== 'running') return
    const consequence = core.consequenceFor(trial, k)
    if (consequence === undefined) stopAfterFailure(trial)
    else if (consequence.type === 'completed') endTrial(number, { state: 'completed', reason: '' })
    else if (consequence.type === 'failed') endTrial(number, failureOf(trial, consequence.fold))
    else {
      const { verdict, place } = consequence
      if (verdict.action === 'stop') endTrial(number, { state: 'pruned', reason: verdict.reason, place })
      else pause(number, verdict.reason, place)
    }
  }

  function stopAfterFailure({ number, folds }: Trial): void {
    const failed = folds.findIndex(fold => fold?.state === 'failed')
    if (failed === -1) return
    const { positionOf } = core.sequence
    const isLater = (fold: number) => positionOf(number, fold) > positionOf(number, failed)
    flights.stop(number, `fold ${failed + 1} failed`, isLater)
  }

  function pause(trial: number, reason: string, place: Place): void {
    record({ type: 'trialPaused', trial, reason, place })
    flights.stop(trial, 'the trial was paused')
  }

  function endTrial(
    number: number,
    how: Omit<Extract<Entry, { type: 'trialEnded' }>, 'type' | 'trial'>,
  ): void {
    record({ type: 'trialEnded', trial: number, ...how })
    flights.stop(number, `the trial ${how.state === 'failed' ? 'failed' : `was ${how.state}`}`)
    jobs.forget(number)
    if (goal.target !== undefined) checkTarget(goal.target)
    const why = how.state === 'failed' ? whyHopeless(state, firstTrial) : undefined
    if (why !== undefined) ending.end('failed', why)
    ending.wake()
  }

  /** The best of many is best by luck, too: it counts as what it is expected to be, which other trials tell as well. */
  function checkTarget(wanted: number): void {
    const { objective, best } = state
    if (best === undefined || !reaches(objective, best.mean, wanted)) return
    const [first] = leaderboard(state).trials
    const expected = first?.shrunk ?? first?.mean
    if (first !== undefined && expected != null && reaches(objective, expected, wanted))
      goal.onTarget(`trial ${first.trial} reached the target: ${objective.metric} ${wanted}`)
  }

  /** A paused trial gets one more fold. */
  function resume(trial: number): void {
    record({ type: 'trialResumed', trial })
    drawConsequences(trial)
  }

  /** Folds that run are cut off, and begin again when the run goes on. */
  function stopAll(reason: string): void {
    for (const { trial } of state.running.values()) flights.stop(trial, reason, fold => fold !== holdoutFold)
  }

  /** Nothing else is left: what still waits will not come back. */
  function endPaused(): void {
    const farewell = core.farewell()
    for (const number of [...state.paused]) {
      const trial = state.trials[number]
      if (trial === undefined) continue
      const place = trial.stoppedAt
      endTrial(number, {
        state: 'pruned',
        reason: farewell(trial),
        ...(place === undefined ? {} : { place }),
      })
    }
  }

  /** A pruner or a sampler that throws ends the session, and not the process. */
  function guard(act: () => void): void {
    try {
      act()
    } catch (error) {
      ending.fail(error)
    }
  }

  return { flights, begin, start, takeUp, resume, stopAll, endPaused, spent }
}

const unasked = { status: 'failed', cause: 'lost', error: 'stopped without being asked to' } as const

function failureOf(trial: Trial, fold: number) {
  const failed = trial.folds[fold]
  const reason = `fold ${fold + 1}: ${messageOf(failed?.error ?? '')}`
  return { state: 'failed', reason, ...(failed?.cause === undefined ? {} : { cause: failed.cause }) } as const
}
