import type { RunState } from '../run/state.ts'
import type { Config } from '../space/parameter.ts'
import { createMeasurer, isKnownMeasure } from '../sweep/measure.ts'
import { recipeOf } from '../sweep/recipe-of.ts'
import type { Sweep } from '../sweep/sweep.ts'
import { aimLoss } from '../trial/measures.ts'

/** What trials cost, as far as that is an objective and follows from their configs. */
export interface Measuring {
  /** By name; undefined where no objective asks for it. Throws where the config makes no valid recipe. */
  valuesOf(config: Config): Readonly<Record<string, number>> | undefined
  /** The losses of the run's objectives, as far as they are known before the config is tried. */
  lossesOf(config: Config): readonly (number | undefined)[]
}

export function createMeasuring(sweep: Sweep, { objectives, data }: RunState): Measuring | undefined {
  const names = objectives.map(({ metric }) => metric).filter(isKnownMeasure)
  if (names.length === 0) return undefined
  const measure = createMeasurer(sweep.data.imageSize, data?.classes.length ?? 0)

  function valuesOf(config: Config): Readonly<Record<string, number>> {
    const values = measure(recipeOf(sweep, config))
    return Object.fromEntries(names.map(name => [name, values[name]]))
  }

  return {
    valuesOf,
    lossesOf(config) {
      const values = valuesOf(config)
      return objectives.map(aim => {
        const value = values[aim.metric]
        return value === undefined ? undefined : aimLoss(aim, value)
      })
    },
  }
}
