import type { Random } from '../base/random.ts'
import { gridOf } from '../space/grid.ts'
import type { Config, Space } from '../space/parameter.ts'
import { sampleConfig } from '../space/sample.ts'
import { sizeOf } from '../space/size.ts'
import type { History } from './sampler.ts'

/** The largest space whose configs are listed to find the last ones. */
const mostListed = 100_000
/** In a larger one so many draws without a config that may be proposed mean that there is none. */
const mostDraws = 10_000

/**
 * Any config that may still be proposed, each as likely: where drawing and looking has stopped to be a good way of
 * finding one, since nearly all were tried or few are within the constraints.
 */
export function pickLeft(history: History, space: Space, random: Random): Config | 'exhausted' {
  if (sizeOf(space) <= mostListed) {
    const left = history.memo(startListing)(history, space)
    return left.length === 0 ? 'exhausted' : random.fork('left').pick(left)
  }
  for (let draw = 0; draw < mostDraws; draw++) {
    const config = sampleConfig(space, random.fork('left', draw))
    if (history.accepts(config)) return config
  }
  return 'exhausted'
}

/** What may not be proposed now never may again. */
const startListing = () => {
  let left: readonly Config[] | undefined
  return ({ accepts }: History, space: Space): readonly Config[] => {
    left = (left ?? [...gridOf(space, 1)]).filter(accepts)
    return left
  }
}
