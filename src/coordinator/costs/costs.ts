import { createCostModel, type Estimate, type SeenCell } from '../../cost-model/cost-model.ts'
import { type Forecast, forecastOf } from '../../cost-model/forecast.ts'
import type { RunEvent } from '../../run/event.ts'
import type { RunData, RunState } from '../../run/state.ts'
import {
  type Guess,
  type Machine,
  openingGuess,
  overheadGuess,
  passGuess,
  type Sizes,
} from '../../sweep/cost.ts'
import { plannedTrials } from '../../sweep/reachable.ts'
import type { Sweep } from '../../sweep/sweep.ts'
import { typicalOf } from '../../sweep/typical.ts'
import type { FoldJob } from '../../trial/job.ts'
import { partDone } from '../../trial/part-done.ts'
import type { Trial } from '../../trial/trial.ts'
import type { Expected } from '../supervision/overdue.ts'
import { createLearner } from './learner.ts'

interface CostsOptions {
  readonly sweep: Sweep
  readonly machine: Machine
  readonly data: RunData
  /** From earlier sessions on this machine. */
  readonly kept?: readonly SeenCell[]
  /** Milliseconds in which work gets on: those in which the computer sleeps tell nothing of its speed. */
  readonly passedMs: () => number
  /** Until the session must end; infinite unless given. */
  readonly secondsLeft?: (() => number) | undefined
  /** Seconds of training in earlier sessions of the run. */
  readonly spentBefore?: number
}

/** What a session knows of how long things take, and what will come of it when. */
export interface Costs {
  /** The state knows the event already. */
  noticed(event: RunEvent, state: RunState): void
  /** Of a fold of the trial; undefined where its config makes no recipe. */
  foldOf(trial: Trial): Estimate | undefined
  /** The shortest fold that a new trial can have. */
  shortestFold(): Estimate | undefined
  /** Of this very work. Throws where its network cannot be measured. */
  expected(job: FoldJob): Expected
  /** Engines were started and images decoded. */
  opened(seconds: number): void
  /** Images went through frozen layers. */
  passed(facts: { readonly multiplyAdds: number; readonly seconds: number }): void
  /** Undefined where nothing but the target ends the sweep. */
  forecast(state: RunState): Forecast | undefined
  /** The session is over: what is to be learned of it as a whole. */
  ended(): void
  /** New since it was asked last, to be kept. */
  take(): SeenCell[]
}

/** What is known beforehand of the time between folds and of trials that end early, in seconds and trials. */
const [firstSeconds, firstTrials] = [20, 3]
/** Sessions shorter than that say little of the time between folds. */
const tellingSeconds = 10
/** Deviation of a logarithm: of how much of a trial is trained, where that is not certain. */
const partDeviation = 0.6
/** And what that is at first. */
const firstPart = 0.7

export function createCosts(options: CostsOptions): Costs {
  const { sweep, machine, data, passedMs, secondsLeft = () => Infinity, spentBefore = 0 } = options
  const model = createCostModel(options.kept)
  const sizes = sizesOf(data)
  const typical = typicalOf(sweep, sizes, machine)
  const learner = createLearner(sweep, sizes, machine, model)
  const planned = plannedTrials(sweep)
  const begunAt = passedMs()
  const { spent } = learner
  let passSeconds = 0
  let shortest: { readonly version: number; readonly fold: Estimate | undefined } | undefined

  const observe = ({ cell, seconds: guess }: Guess, seconds: number) => model.observe(cell, guess, seconds)
  const estimate = ({ cell, seconds }: Guess) => model.estimate(cell, seconds)
  const elapsed = () => Math.max(0, (passedMs() - begunAt) / 1000 - passSeconds)
  const trained = () => spent.seconds / machine.workers

  /** Seconds that pass for a second of training. Long folds that run now are not counted yet: of them nothing is said. */
  function paceNow() {
    const isPlain = typical.isPlain(model)
    const { mean, deviation } = estimate(overheadGuess(machine, isPlain))
    const known = isPlain && spent.seconds > 0 ? { elapsed: elapsed(), trained: trained() } : undefined
    const ratio =
      known === undefined ? mean : (mean * firstSeconds + known.elapsed) / (firstSeconds + known.trained)
    return {
      pace: ratio / machine.workers,
      deviation: known === undefined ? deviation : Math.min(0.1, deviation),
    }
  }

  /** How much of a trial is trained on average: pruning and early stopping end some before. */
  const isCertain = sweep.pruner.type === 'none' && !canStopEarly(sweep)
  function partNow(): number {
    const first = isCertain ? 1 : firstPart
    return (firstTrials * first + spent.ended.parts) / (firstTrials + spent.ended.trials)
  }

  function secondsOfBegun({ trials, open }: RunState, part: number, fold: number): number {
    let sum = 0
    for (const number of open) {
      const trial = trials[number]
      if (trial === undefined) continue
      const guess = learner.guessOf(trial)
      sum += foldsLeft(trial, data.folds.k) * (guess === undefined ? fold : estimate(guess).mean)
    }
    return sum * part
  }

  return {
    noticed: learner.noticed,
    foldOf(trial) {
      const guess = learner.guessOf(trial)
      return guess && estimate(guess)
    },
    expected(job) {
      const guess = learner.guessesOf(job)
      return { fold: estimate(guess.fold), head: estimate(guess.head), fineTune: estimate(guess.fineTune) }
    },
    shortestFold() {
      const { version } = model
      if (shortest?.version !== version) shortest = { version, fold: typical.shortest(model) }
      return shortest.fold
    },
    opened: seconds => observe(openingGuess(data.images, machine), seconds),
    passed({ multiplyAdds, seconds }) {
      passSeconds += seconds
      observe(passGuess(multiplyAdds, machine), seconds)
    },
    forecast(state) {
      const { cost } = sweep.budget
      if (planned === Infinity && secondsLeft() === Infinity && cost === undefined) return undefined
      const fold = typical.fold(model)
      const part = partNow()
      const { pace, deviation } = paceNow()
      const passes = typical.passes(model)
      const ended = state.trials.length - state.open.size - state.paused.size
      const toCome = Math.max(0, planned - state.trials.length)
      const few = Math.max(1, Math.min(toCome, 30) + state.open.size)
      return forecastOf({
        ended,
        planned: planned === Infinity ? undefined : planned,
        begun: { seconds: secondsOfBegun(state, part, fold.seconds), trials: state.open.size },
        trial: data.folds.k * fold.seconds * part,
        toCome,
        pace,
        once: spent.seconds > 0 ? 0 : Math.max(0, passes.seconds - elapsed() - passSeconds),
        secondsLeft: Math.max(0, secondsLeft()),
        costLeft: cost === undefined ? Infinity : Math.max(0, cost * 3600 - spentBefore - spent.seconds),
        deviation: Math.hypot(
          fold.deviation,
          deviation,
          fold.variation / Math.sqrt(few),
          isCertain ? 0 : partDeviation / Math.sqrt(1 + spent.ended.trials),
        ),
      })
    },
    ended() {
      if (elapsed() < tellingSeconds || trained() < tellingSeconds / 4) return
      observe(overheadGuess(machine, typical.isPlain(model)), elapsed() / trained())
    },
    take: () => model.take(),
  }
}

/** As far as the session event tells; images that fixed folds leave out are few. */
function sizesOf({ images, holdout, folds, classes }: RunData): Sizes {
  const used = images - holdout
  const validation = Math.round(used / folds.k)
  return { train: used - validation, validation, classes: classes.length }
}

function canStopEarly({ recipe, space }: Sweep): boolean {
  return (recipe.earlyStopping ?? null) !== null || space.earlyStopping !== undefined
}

/** Folds still to train, running ones by their part. */
function foldsLeft({ folds }: Trial, k: number): number {
  return Math.max(0, k - folds.reduce((sum, fold) => sum + partDone(fold), 0))
}
