import { keyOf } from '../../cost-model/cell.ts'
import type { CostModel } from '../../cost-model/cost-model.ts'
import type { RunEvent } from '../../run/event.ts'
import type { RunState } from '../../run/state.ts'
import {
  createPrefixes,
  type Epochs,
  foldGuess,
  type Guess,
  type Machine,
  type Sizes,
} from '../../sweep/cost.ts'
import { recipeOf } from '../../sweep/recipe-of.ts'
import type { Sweep } from '../../sweep/sweep.ts'
import { type Curve, headEpochsOf, secondsOf } from '../../trial/curve.ts'
import { foldAt, holdoutFold } from '../../trial/fold-places.ts'
import type { FoldJob } from '../../trial/job.ts'
import type { Recipe } from '../../trial/recipe.ts'
import type { FoldState, Trial } from '../../trial/trial.ts'

/** What this session has seen. */
interface Spent {
  /** Of training, by folds that have ended however they did. */
  readonly seconds: number
  /**
   * Trials that have ended, late ones counting more: what they took, as a part of what all their folds and epochs would
   * have taken.
   */
  readonly ended: { readonly trials: number; readonly parts: number }
}

interface Learner {
  /** The state knows the event already. */
  noticed(event: RunEvent, state: RunState): void
  /** All epochs of a fold; undefined where the config makes no recipe. */
  guessOf(trial: Trial): Guess | undefined
  /** Of one that is trained, and of an epoch of each stage. */
  guessesOf(job: FoldJob): Readonly<Record<'fold' | 'head' | 'fineTune', Guess>>
  readonly spent: Spent
}

/** Long folds are learned from before they are done, after epochs 1, 2, 4, …, until a fold of their kind is. */
const longSeconds = 2

/** A pruner stops more as it knows more: what trials came to a dozen trials ago counts a third. */
const forget = 0.92

/** Teaches the model what folds take. */
export function createLearner(sweep: Sweep, sizes: Sizes, machine: Machine, model: CostModel): Learner {
  const prefixesOf = createPrefixes(sweep.data.imageSize)
  const recipes = new Map<number, Recipe | undefined>()
  const guesses = new Map<number, Guess>()
  const wholeFolds = new Set<string>()
  const spent = { seconds: 0, ended: { trials: 0, parts: 0 } }

  function recipe({ number, config }: Trial): Recipe | undefined {
    if (!recipes.has(number)) recipes.set(number, readRecipe(sweep, config))
    return recipes.get(number)
  }

  function guess(trial: Trial, epochs?: Epochs): Guess | undefined {
    const read = recipe(trial)
    return read && foldGuess(read, prefixesOf(read), sizes, machine, epochs)
  }

  function guessOf(trial: Trial): Guess | undefined {
    const found = guesses.get(trial.number) ?? guess(trial)
    if (found !== undefined) guesses.set(trial.number, found)
    return found
  }

  function guessesOf({ recipe, epochs }: FoldJob) {
    const prefixes = prefixesOf(recipe)
    const of = (wanted?: Epochs) => foldGuess(recipe, prefixes, sizes, machine, wanted)
    return { fold: of(epochs), head: of({ head: 1, fineTune: 0 }), fineTune: of({ head: 0, fineTune: 1 }) }
  }

  function endFold(trial: Trial, fold: FoldState): void {
    const done = guess(trial, fold.curve.length === 0 ? undefined : epochsIn(fold.curve))
    if (fold.state !== 'done' || done === undefined) return
    wholeFolds.add(keyOf(done.cell))
    model.observe(done.cell, done.seconds, fold.seconds)
  }

  function learnEarly(trial: Trial, curve: Curve): void {
    const epochs = epochsIn(curve)
    const done = guess(trial, epochs)
    // What fine-tuning takes is not known from the epochs of the head.
    if (done === undefined || (done.cell.kind === 'fineTune' && epochs.fineTune === 0)) return
    if (!wholeFolds.has(keyOf(done.cell))) model.observe(done.cell, done.seconds, secondsOf(curve))
  }

  function endTrial(trial: Trial): void {
    const whole = guessOf(trial)
    recipes.delete(trial.number)
    guesses.delete(trial.number)
    if (whole === undefined || trial.state === 'failed') return
    const full = sweep.folds.k * model.estimate(whole.cell, whole.seconds).mean
    spent.ended.trials = forget * spent.ended.trials + 1
    spent.ended.parts =
      forget * spent.ended.parts +
      Math.min(1.5, trial.folds.reduce((sum, fold) => sum + (fold?.seconds ?? 0), 0) / full)
  }

  return {
    noticed(event, { trials }) {
      if (event.type === 'report') {
        const isPower = (event.epoch & (event.epoch - 1)) === 0
        if (!isPower || event.seconds * event.epoch < longSeconds) return
        const seen = comparableFold(trials[event.trial], event.fold)
        if (seen !== undefined) learnEarly(seen.trial, seen.fold.curve)
      } else if (event.type === 'foldEnded') {
        spent.seconds += event.outcome.seconds
        const seen = comparableFold(trials[event.trial], event.fold)
        if (seen !== undefined) endFold(seen.trial, seen.fold)
      } else if (event.type === 'trialEnded') {
        const trial = trials[event.trial]
        if (trial !== undefined) endTrial(trial)
      }
    },
    guessOf,
    guessesOf,
    spent,
  }
}

function epochsIn(curve: Curve): Epochs {
  const head = headEpochsOf(curve)
  return { head, fineTune: curve.length - head }
}

function readRecipe(sweep: Sweep, config: Trial['config']): Recipe | undefined {
  try {
    return recipeOf(sweep, config)
  } catch {
    return undefined
  }
}

/** The holdout's model is trained on more images than a fold: it says nothing of how long folds take. */
function comparableFold(trial: Trial | undefined, number: number) {
  const fold = trial === undefined || number === holdoutFold ? undefined : foldAt(trial, number)
  return trial === undefined || fold === undefined ? undefined : { trial, fold }
}
