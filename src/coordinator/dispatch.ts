import { z } from 'zod'
import { messageOf } from '../base/errors.ts'
import type { Random } from '../base/random.ts'
import type { Executor } from '../execution/executor.ts'
import type { Pruner } from '../pruners/pruner.ts'
import { recipeOf } from '../sweep/recipe-of.ts'
import type { Sweep } from '../sweep/sweep.ts'
import type { Answer, FoldJob, Outcome, Report } from '../trial/job.ts'
import type { Trial } from '../trial/trial.ts'
import { createCurves } from './curves.ts'
import { foldKey } from './pending.ts'
import type { Session } from './session.ts'

export interface DispatchOptions {
  readonly sweep: Sweep
  readonly k: number
  readonly executor: Executor
  readonly pruner: Pruner
  readonly random: Random
  readonly session: Session
}

/** A lost fold is tried once more. */
const attemptsOfLost = 2

/** Hands folds to the executor, has each report judged, and writes down how they end. */
export function createDispatch({ sweep, k, executor, pruner, random, session }: DispatchOptions) {
  const { objective } = session.state
  const curvesOf = createCurves(objective, k)
  const capacity = Math.max(1, executor.capacity)
  const running = new Map<string, Promise<void>>()
  let slotsTaken = 0
  const attempts = new Map<string, number>()

  /** False when there is no room for the fold now. */
  function start(trial: Trial, fold: number): boolean {
    const job = jobOf(trial, fold)
    if (job === undefined) return true
    const slots = executor.slotsOf?.(job.recipe) ?? 1
    if (running.size > 0 && slotsTaken + slots > capacity) return false
    slotsTaken += slots
    const key = foldKey(trial.number, fold)
    const attempt = (attempts.get(key) ?? 0) + 1
    attempts.set(key, attempt)
    session.record({ type: 'foldStarted', trial: trial.number, fold, attempt })
    const settled = executor
      .run(job, report => judge(job, report))
      .catch(asLost)
      .then(outcome => {
        running.delete(key)
        slotsTaken -= slots
        settle(job, attempt, outcome)
      })
      .catch(session.fail)
      .finally(session.wake)
    running.set(key, settled)
    return true
  }

  /** A config that makes no valid recipe fails its trial. */
  function jobOf({ number, config }: Trial, fold: number): FoldJob | undefined {
    try {
      const recipe = recipeOf(sweep, config)
      const seed = random.fork('fold', number, fold).integer(0, 2 ** 31 - 1)
      return { trial: number, fold, recipe, seed, metric: objective.metric }
    } catch (error) {
      const reason = explainRecipe(error)
      session.endTrial(number, 'failed', reason, reason)
      return undefined
    }
  }

  function judge({ trial: number, fold }: FoldJob, report: Report): Answer {
    try {
      if (session.isOver || session.trialOf(number)?.state !== 'running') return 'stop'
      session.record({ type: 'report', ...report })
      const reason = reasonToStop(number, fold, report.epoch)
      if (reason === undefined) return 'go on'
      session.endTrial(number, 'pruned', reason)
    } catch (error) {
      session.fail(error)
    }
    return 'stop'
  }

  function reasonToStop(number: number, fold: number, epoch: number): string | undefined {
    const { trials } = session.state
    const trial = trials[number]
    if (trial === undefined) return undefined
    const peers = trials.filter(peer => peer.number !== number && peer.state !== 'failed').map(curvesOf)
    const verdict = pruner(curvesOf(trial), peers, { fold, epoch })
    return verdict.action === 'stop' ? verdict.reason : undefined
  }

  function settle({ trial, fold }: FoldJob, attempt: number, result: Outcome): void {
    const isOpen = session.trialOf(trial)?.state === 'running'
    const isCutOff = session.isOver || !isOpen
    const outcome = isCutOff ? asStopped(result) : asFinal(result, attempt < attemptsOfLost)
    session.record({ type: 'foldEnded', trial, fold, outcome })
    if (!isOpen) return
    if (outcome.status === 'failed' && outcome.lost !== true)
      session.endTrial(trial, 'failed', `fold ${fold + 1}: ${outcome.error}`, outcome.error)
    else session.completeIfDone(trial)
  }

  return {
    start,
    running,
    get isFull() {
      return slotsTaken >= capacity
    },
  }
}

/** An executor that rejects has broken its contract; the fold itself may be fine. */
function asLost(error: unknown): Outcome {
  return { status: 'failed', error: messageOf(error), seconds: 0, epochs: 0, lost: true }
}

/** When everything is being cut off, a failure says nothing about the fold. */
function asStopped(outcome: Outcome): Outcome {
  if (outcome.status !== 'failed') return outcome
  return { status: 'stopped', epochs: outcome.epochs, seconds: outcome.seconds }
}

/** Lost folds, and folds that stopped though nobody asked them to, may be tried again; otherwise they have failed. */
function asFinal(outcome: Outcome, mayTryAgain: boolean): Outcome {
  if (outcome.status === 'done') return outcome
  const { epochs, seconds } = outcome
  const isLost = outcome.status === 'stopped' || outcome.lost === true
  const error = outcome.status === 'stopped' ? 'stopped without being asked to' : outcome.error
  return { status: 'failed', error, epochs, seconds, ...(isLost && mayTryAgain ? { lost: true } : {}) }
}

function explainRecipe(error: unknown): string {
  if (!(error instanceof z.ZodError)) return messageOf(error)
  const findings = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  return `the configuration makes no valid recipe: ${findings.join('; ')}`
}
