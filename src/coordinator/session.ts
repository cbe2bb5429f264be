import { messageOf } from '../base/errors.ts'
import { meanScore, reaches } from '../leaderboard/scores.ts'
import type { RunEvent } from '../run/event.ts'
import type { RunState } from '../run/state.ts'
import type { TrialState } from '../trial/trial.ts'
import { whyHopeless } from './hopeless.ts'
import { createLedger } from './ledger.ts'

export type LoopEnd = 'finished' | 'interrupted' | 'failed'

export interface SessionOptions {
  readonly state: RunState
  /** Number of folds. */
  readonly k: number
  readonly target: number | undefined
  readonly append: (event: RunEvent) => Promise<void>
  readonly now: () => Date
}

/** What happens in a run from its start, or a resume, to its end: records it, ends trials, and knows when it is over. */
export type Session = ReturnType<typeof createSession>

type WithoutTime<E> = E extends RunEvent ? Omit<E, 'at'> : never

export function createSession({ state, k, target, append, now }: SessionOptions) {
  const ledger = createLedger(state, append, fail)
  const { objective } = state
  const errors: (string | undefined)[] = []
  let ending: { readonly state: LoopEnd; readonly reason: string } | undefined
  let thrown: { readonly error: unknown } | undefined
  let wake = () => {}

  const trialOf = (number: number) => ledger.state.trials[number]

  function record(event: WithoutTime<RunEvent>): void {
    ledger.record({ ...event, at: now().toISOString() })
  }

  /** The first reason stays. */
  function end(how: LoopEnd, reason: string): void {
    ending ??= { state: how, reason }
    wake()
  }

  /** A failure of our own (a full disk, a bug), not a trial's. */
  function fail(error: unknown): void {
    thrown ??= { error }
    end('failed', messageOf(error))
  }

  function endTrial(
    trial: number,
    how: Exclude<TrialState, 'running'>,
    reason: string,
    error?: string,
  ): void {
    record({ type: 'trialEnded', trial, state: how, reason })
    errors.push(error)
    const hasSucceeded = ledger.state.trials.some(
      other => other.state === 'completed' || other.state === 'pruned',
    )
    const why = whyHopeless(errors, hasSucceeded)
    if (why !== undefined) end('failed', why)
    wake()
  }

  /** Ends the trial as completed once its k folds are done. */
  function completeIfDone(number: number): void {
    const done = trialOf(number)?.folds.filter(fold => fold?.state === 'done').length
    if (done !== k) return
    endTrial(number, 'completed', '')
    const trial = trialOf(number)
    const mean = trial === undefined ? null : meanScore(trial, objective)
    if (target !== undefined && mean !== null && reaches(objective, mean, target))
      end('finished', `trial ${number} reached the target: ${objective.metric} ${target}`)
  }

  /** Trials whose last line is missing because the writer died just before it. */
  function endHalfEnded(): void {
    for (const trial of ledger.state.trials) {
      if (trial.state !== 'running') continue
      const failed = trial.folds.find(fold => fold?.state === 'failed')
      if (failed === undefined) completeIfDone(trial.number)
      else endTrial(trial.number, 'failed', `fold ${failed.fold + 1} failed in an earlier session`)
    }
  }

  /** Writes what is left. Throws our own failure, of which the journal then says nothing: the caller does. */
  async function conclude(): Promise<LoopEnd> {
    if (thrown === undefined && ending !== undefined) record({ type: 'ended', ...ending })
    await ledger.flush().catch(fail)
    if (thrown !== undefined) throw thrown.error
    return ending?.state ?? 'finished'
  }

  return {
    get state() {
      return ledger.state
    },
    get isOver() {
      return ending !== undefined
    },
    trialOf,
    record,
    end,
    fail,
    endTrial,
    completeIfDone,
    endHalfEnded,
    conclude,
    /** Resolves at the next thing that could free a slot or end the session. */
    changed: () =>
      new Promise<void>(resolve => {
        wake = resolve
      }),
    wake: () => wake(),
  }
}
