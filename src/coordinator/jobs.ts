import { z } from 'zod'
import { messageOf } from '../base/errors.ts'
import type { Random } from '../base/random.ts'
import { recipeOf } from '../sweep/recipe-of.ts'
import type { Sweep } from '../sweep/sweep.ts'
import { holdoutFold } from '../trial/fold-places.ts'
import type { FoldJob } from '../trial/job.ts'
import type { Recipe } from '../trial/recipe.ts'
import type { Trial } from '../trial/trial.ts'
import { refitOf } from './last-stage/refit.ts'

/** What folds are given to train; a trial's recipe is read once. */
export interface Jobs {
  /** Why the config makes no valid recipe, which fails the trial; undefined where it makes one. */
  problemOf(trial: Trial): string | undefined
  recipeOf(trial: Trial): Recipe
  jobOf(trial: Trial, fold: number): FoldJob
  /** The trial has ended. */
  forget(trial: number): void
}

export function createJobs(sweep: Sweep, random: Random): Jobs {
  const known = new Map<number, Recipe | string>()

  function read({ number, config }: Trial): Recipe | string {
    const found = known.get(number) ?? parse(sweep, config)
    known.set(number, found)
    return found
  }

  function recipe(trial: Trial): Recipe {
    const found = read(trial)
    if (typeof found === 'string') throw new RangeError(found)
    return found
  }

  return {
    problemOf(trial) {
      const found = read(trial)
      return typeof found === 'string' ? found : undefined
    },
    recipeOf: recipe,
    jobOf(trial, fold) {
      const seed = random.fork('fold', trial.number, fold).integer(0, 2 ** 31 - 1)
      const wanted =
        fold === holdoutFold ? refitOf(trial, recipe(trial), sweep.objective) : { recipe: recipe(trial) }
      return { trial: trial.number, fold, ...wanted, seed, metric: sweep.objective.metric }
    },
    forget: trial => void known.delete(trial),
  }
}

function parse(sweep: Sweep, config: Trial['config']): Recipe | string {
  try {
    return recipeOf(sweep, config)
  } catch (error) {
    if (!(error instanceof z.ZodError)) return messageOf(error)
    const findings = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
    return `the configuration makes no valid recipe: ${findings.join('; ')}`
  }
}
