import { isQueueOnly } from '../samplers/index.ts'
import { gridOf } from '../space/grid.ts'
import type { Config, Parameter } from '../space/parameter.ts'
import { orderByCondition } from '../space/space.ts'
import { constraintsOf } from './constraints.ts'
import type { Sweep } from './sweep.ts'
import { pairOf } from './usable.ts'
import { pairKey, type WeightPair } from './weight-pair.ts'

/** Every pair that the space, its conditions and constraints respected, or the queue can ask for, each once. */
export function weightPairsOf(sweep: Sweep): WeightPair[] {
  const configs = [...(isQueueOnly(sweep.sampler.type) ? [] : configsOf(sweep)), ...sweep.enqueue]
  const pairs = new Map<string, WeightPair>()
  for (const config of configs) {
    const pair = pairOf(sweep, config)
    pairs.set(pairKey(pair), pair)
  }
  return [...pairs.values()]
}

/** The space as far as backbone and weights depend on it. */
function configsOf(sweep: Sweep): Config[] {
  const names = new Set<string>()
  const add = (name: string) => {
    const parameter = sweep.space[name]
    if (parameter === undefined || names.has(name)) return
    names.add(name)
    for (const parent of Object.keys(parameter.when ?? {})) add(parent)
  }
  add('backbone')
  add('weights')
  const parts: [string, Parameter][] = Object.entries(sweep.space).filter(([name]) => names.has(name))
  const about = constraintsOf(sweep).filter(constraint =>
    constraint.names.every(name => names.has(name) || sweep.space[name] === undefined),
  )
  return [...gridOf(orderByCondition(Object.fromEntries(parts)), 1)].filter(config =>
    about.every(constraint => constraint.holds(config)),
  )
}
