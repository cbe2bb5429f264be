import type { Random } from '../../base/random.ts'
import type { Config } from '../../space/parameter.ts'
import { configAt, type Dimension, type Point } from '../dimensions.ts'
import type { History } from '../sampler.ts'
import type { Mixture } from './mixture.ts'

export interface ProposeOptions {
  readonly dimensions: readonly Dimension[]
  readonly good: Mixture
  readonly bad: Mixture
  readonly candidates: number
}

/** So many of the best candidates may be refused before only those that may be proposed are drawn. */
const mostRefused = 8
/** So many draws for each candidate that may be proposed: tight constraints refuse most. */
const drawsPerCandidate = 32

/**
 * Of configs that good observations generate, the one whose density among the good, beside that among the bad, is
 * highest; undefined where none may be proposed.
 */
export function proposeFrom(
  options: ProposeOptions,
  { accepts }: Pick<History, 'accepts'>,
  random: Random,
): Config | undefined {
  const { dimensions, good, bad, candidates } = options
  const ratioOf = (at: Point) => good.logDensity(at) - bad.logDensity(at)
  const ranked = Array.from({ length: candidates }, () => good.draw(random))
    .map(at => ({ at, ratio: ratioOf(at) }))
    .sort((a, b) => b.ratio - a.ratio)
  for (const { at } of ranked.slice(0, mostRefused)) {
    const config = configAt(dimensions, at)
    if (accepts(config)) return config
  }
  let best: { config: Config; ratio: number } | undefined
  for (let draw = 0, found = 0; draw < drawsPerCandidate * candidates && found < candidates; draw++) {
    const at = good.draw(random)
    const config = configAt(dimensions, at)
    if (!accepts(config)) continue
    found++
    const ratio = ratioOf(at)
    if (best === undefined || ratio > best.ratio) best = { config, ratio }
  }
  return best?.config
}
