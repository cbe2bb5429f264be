import type { Random } from '../../base/random.ts'
import { gridOf } from '../grid.ts'
import type { Config, Space } from '../parameter.ts'
import { sampleConfig } from '../sample.ts'
import { sizeOf } from '../size.ts'
import type { Constraint } from './constraint.ts'

/** So many configs are drawn, or looked at where a space has no more. */
const most = 10_000

/** The share of the space that the constraints leave, as far as could be seen. */
export function shareWithin(space: Space, constraints: readonly Constraint[], random: Random): number {
  let [seen, within] = [0, 0]
  for (const config of probe(space, random)) {
    seen++
    if (constraints.every(constraint => constraint.holds(config))) within++
  }
  return within / Math.max(1, seen)
}

/** The constraint that excludes most where no config could be found that meets all; otherwise undefined. */
export function impossibleIn(
  space: Space,
  constraints: readonly Constraint[],
  random: Random,
): { readonly tightest: Constraint; readonly excluded: number; readonly seen: number } | undefined {
  const excluded = constraints.map(() => 0)
  let seen = 0
  for (const config of probe(space, random)) {
    seen++
    const breaks = constraints.map(constraint => !constraint.holds(config))
    if (!breaks.includes(true)) return undefined
    for (const [i, isBroken] of breaks.entries()) if (isBroken) excluded[i] = (excluded[i] ?? 0) + 1
  }
  const worst = Math.max(...excluded)
  const tightest = constraints[excluded.indexOf(worst)]
  return tightest && { tightest, excluded: worst, seen }
}

const isSmall = (space: Space) => sizeOf(space) <= most

function* probe(space: Space, random: Random): Generator<Config> {
  if (isSmall(space)) yield* gridOf(space, 1)
  else for (let draw = 0; draw < most; draw++) yield sampleConfig(space, random.fork('probe', draw))
}
