import type { Space } from '../../space/parameter.ts'
import { dimensionsOf } from '../dimensions.ts'
import type { History } from '../sampler.ts'

/** Which sampler proposes, and why, in words that continue "tpe: ". */
export interface Choice {
  readonly by: 'sobol' | 'random' | 'gp' | 'tpe'
  readonly why: string
}

/** A Gaussian process needs a few observations, takes the cube of their number in time, and has little left to learn. */
const fewest = 8
const most = 150
/** In more dimensions its distances say little. */
const mostDimensions = 20
const leastNumeric = 0.5
/** One in so many is drawn from the whole space: where conditions split it, a part that began badly may be the better. */
const randomEvery = 10

/** Depends on numbers and on what is known, never on who finished first. */
export function choose(
  { number, observations }: Pick<History, 'number' | 'observations'>,
  space: Space,
): Choice {
  const known = observations.length
  if (number < fewest || known < 2) return { by: 'sobol', why: 'the first trials cover the space evenly' }
  const dimensions = dimensionsOf(space)
  const hasConditions = dimensions.some(({ parameter }) => parameter.when !== undefined)
  if (hasConditions && number % randomEvery === randomEvery - 1)
    return {
      by: 'random',
      why: `one trial in ${randomEvery} is drawn from the whole space, conditions have parts of it`,
    }
  const count = dimensions.length
  const numeric = dimensions.filter(({ isCategory }) => !isCategory).length
  if (known > most) return { by: 'tpe', why: `${known} trials are known, too many for a Gaussian process` }
  if (count > mostDimensions)
    return { by: 'tpe', why: `${count} parameters are too many for a Gaussian process` }
  if (numeric < leastNumeric * count)
    return { by: 'tpe', why: `only ${numeric} of ${count} parameters are numbers` }
  return { by: 'gp', why: `${known} trials are known, and ${numeric} of ${count} parameters are numbers` }
}
