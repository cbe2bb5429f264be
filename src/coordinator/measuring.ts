import { z } from 'zod'
import type { RunState } from '../run/state.ts'
import type { Config } from '../space/parameter.ts'
import { createMeasurer, isCounted } from '../sweep/measure.ts'
import { networkFor } from '../sweep/networks.ts'
import { recipeOf } from '../sweep/recipe-of.ts'
import type { Sweep } from '../sweep/sweep.ts'
import { aimLoss } from '../trial/measures.ts'
import { latencyOf } from '../trial/network.ts'

/** What trials cost, as far as that is an objective and follows from their configs. */
export interface Measuring {
  /** By name. Throws where the config makes no valid recipe. */
  valuesOf(config: Config): Readonly<Record<string, number>>
  /** The losses of the run's objectives, as far as they are known before the config is tried; none of one that is not valid. */
  lossesOf(config: Config): readonly (number | undefined)[]
}

export function createMeasuring(sweep: Sweep, state: RunState): Measuring | undefined {
  const { objectives, data } = state
  const names = objectives.map(({ metric }) => metric)
  const counted = names.filter(isCounted)
  const hasLatency = names.includes('latency')
  if (counted.length === 0 && !hasLatency) return undefined
  const measure = createMeasurer(sweep.data.imageSize, data?.classes.length ?? 0)

  function valuesOf(config: Config): Readonly<Record<string, number>> {
    const recipe = recipeOf(sweep, config)
    const counts = counted.length === 0 ? undefined : measure(recipe)
    const latency = hasLatency ? latencyOf(state.latencies, networkFor(recipe)) : undefined
    return {
      ...Object.fromEntries(counted.map(name => [name, counts?.[name] ?? Number.NaN])),
      ...(latency !== undefined && { latency }),
    }
  }

  function valuesIfValid(config: Config): Readonly<Record<string, number>> {
    try {
      return valuesOf(config)
    } catch (error) {
      if (error instanceof z.ZodError) return {}
      throw error
    }
  }

  return {
    valuesOf,
    lossesOf(config) {
      const values = valuesIfValid(config)
      return objectives.map(aim => {
        const value = values[aim.metric]
        return value === undefined ? undefined : aimLoss(aim, value)
      })
    },
  }
}
