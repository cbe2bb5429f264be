import { mean } from 'simple-statistics'
import type { Json } from '../base/hash.ts'
import type { Random } from '../base/random.ts'
import { type Behind, type Candidate, preScreen } from '../samplers/pre-screen.ts'
import type { History } from '../samplers/sampler.ts'
import type { Config } from '../space/parameter.ts'
import { recipeOf } from '../sweep/recipe-of.ts'
import type { Sweep } from '../sweep/sweep.ts'
import { valueIn } from '../trial/metrics/index.ts'
import { isBaseline, type Objective, type Trial } from '../trial/trial.ts'

/** Whether a config may be proposed, given the baselines that a trial may know; undefined: as if there were none. */
export type Screen = (history: History, random: Random) => History['accepts'] | undefined

/** So often a backbone that is far behind may be proposed all the same: the screen may be wrong. */
const floor = 0.1

/** Backbones on whose features a logistic regression is far behind are asked less. */
export function createScreen(sweep: Sweep): Screen {
  const backboneOf = backboneReader(sweep)
  return ({ known }, random) => {
    const behind = farBehind(known, sweep, backboneOf)
    if (behind.size === 0 || random.next() < floor) return undefined
    return config => !behind.has(String(backboneOf(config)))
  }
}

/** Backbones that are far behind by the baselines among these trials. */
export function farBehind(
  trials: readonly Trial[],
  sweep: Sweep,
  backboneOf = backboneReader(sweep),
): Map<string, Behind> {
  const candidates = new Map<string, Candidate>()
  for (const trial of trials) {
    // They come first.
    if (!isBaseline(trial)) break
    if (trial.state !== 'completed') continue
    const found = { name: String(backboneOf(trial.config)), errors: errorsOf(trial, sweep.objective) }
    const other = candidates.get(found.name)
    if (other === undefined || mean(found.errors) < mean([...other.errors])) candidates.set(found.name, found)
  }
  return preScreen([...candidates.values()])
}

function backboneReader(sweep: Sweep): (config: Config) => Json {
  const { backbone } = recipeOf(sweep, {})
  return config => config.backbone ?? backbone
}

/** 0 is perfect: one less a score of at most 1, or the loss itself. */
function errorsOf({ folds }: Trial, { metric, goal }: Objective): number[] {
  return folds.flatMap(fold => {
    if (fold?.metrics === undefined) return []
    const value = valueIn(fold.metrics, metric)
    return goal === 'maximize' ? 1 - value : value
  })
}
