import { canonical, type Json } from '../base/hash.ts'
import { endsByItself, isQueueOnly } from '../samplers/index.ts'
import { isActive } from '../space/condition.ts'
import { violation } from '../space/contains.ts'
import { gridOf } from '../space/grid.ts'
import type { Config, Parameter, Space } from '../space/parameter.ts'
import { unitOf, valueAtUnit } from '../space/unit.ts'
import { recipeSchema } from '../trial/recipe.ts'
import type { Origin } from '../trial/trial.ts'
import { allowedBy } from './constraints.ts'
import { type Sweep, spaceOf } from './sweep.ts'
import { pairOf, usableIn } from './usable.ts'
import { pairKey } from './weight-pair.ts'
import { weightPairsOf } from './weight-pairs.ts'

/** A trial that is settled before a sampler is asked. */
export interface Opening {
  readonly config: Config
  readonly origin: Exclude<Origin, 'sampler'>
}

/**
 * The trials that every sweep begins with: a logistic regression on each backbone's frozen features, which the others
 * must beat; the defaults; what is enqueued. A sampler that tries only what it is told gets no defaults.
 */
export function openingOf(sweep: Sweep): Opening[] {
  const { enqueue, baseline, sampler } = sweep
  const enqueued = enqueue.filter(usableIn(sweep)).map((config): Opening => ({ config, origin: 'enqueue' }))
  // A run that began before there were baselines goes on without.
  if (baseline === undefined || isQueueOnly(sampler.type)) return enqueued
  const baselines = baseline ? baselinesOf(sweep).filter(isOfSpace(sweep)) : []
  const defaults = defaultsOf(sweep)
  const isWanted =
    !endsByItself(sampler) && allowedBy(sweep)(defaults) && !enqueue.some(config => isSame(config, defaults))
  return [...baselines, ...(isWanted ? [{ config: defaults, origin: 'defaults' } as const] : []), ...enqueued]
}

/** Of a pair that the space has and that fits. In runs that began before anybody looked, of any. */
function isOfSpace(sweep: Sweep): (opening: Opening) => boolean {
  if (sweep.unusable === undefined) return () => true
  const isUsable = usableIn(sweep)
  const pairs = new Set(weightPairsOf(sweep).map(pairKey))
  return ({ config }) => isUsable(config) && pairs.has(pairKey(pairOf(sweep, config)))
}

/** One for each backbone and its weights. */
function baselinesOf(sweep: Sweep): Opening[] {
  const searched = ['backbone', 'weights'] as const
  const parameters = searched.flatMap(name => {
    const parameter = sweep.space[name]
    return parameter === undefined ? [] : [[name, withoutCondition(parameter)] as const]
  })
  const plain = recipeSchema.parse({})
  const { unfreezeDepth, augment, hiddenUnits } = plain
  const logistic = { classifier: 'logisticRegression', unfreezeDepth, augment, hiddenUnits, earlyStopping }
  return [...gridOf(new Map(parameters), 1)].map(config => ({
    config: { ...config, ...differing(logistic, { ...plain, ...sweep.recipe }) },
    origin: 'baseline',
  }))
}

/** Weaker penalties are not tried once they have stopped to help. */
const earlyStopping = { patience: 3, minDelta: 0 }

/** Only what is not so anyway: a configuration is read by people. */
function differing(config: Config, recipe: Readonly<Record<string, unknown>>): Config {
  return Object.fromEntries(
    Object.entries(config).filter(([name, value]) => canonical(value) !== canonical(recipe[name] as Json)),
  )
}

const withoutCondition = ({ when: _, ...parameter }: Parameter): Parameter => parameter

/** What the documentation says of each value, or what the space has that is nearest to it. */
function defaultsOf(sweep: Sweep): Config {
  const defaults: Readonly<Record<string, unknown>> = recipeSchema.parse({})
  return configWith(spaceOf(sweep), (name, parameter) => nearest(parameter, defaults[name] as Json))
}

function configWith(space: Space, valueFor: (name: string, parameter: Parameter) => Json): Config {
  const config: Record<string, Json> = {}
  for (const [name, parameter] of space)
    if (isActive(parameter, config)) config[name] = valueFor(name, parameter)
  return config
}

function nearest(parameter: Parameter, wanted: Json): Json {
  if (violation(parameter, wanted) === undefined) return wanted
  if (parameter.kind === 'choice' || typeof wanted !== 'number') return valueAtUnit(parameter, 0)
  const inside = Math.min(parameter.max, Math.max(parameter.min, wanted))
  return valueAtUnit(parameter, Math.min(1, Math.max(0, unitOf(parameter, inside) ?? 0.5)))
}

const isSame = (a: Config, b: Config) => canonical(a) === canonical(b)
