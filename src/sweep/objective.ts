import { z } from 'zod'
import { type Aim, aimOf, type ObjectiveName, objectiveNames } from '../trial/measures.ts'
import { metricNames } from '../trial/metrics/index.ts'
import type { Objective } from '../trial/trial.ts'

/** The metric that decides, and what else counts beside it. */
export interface SweepObjective extends Objective {
  readonly against?: readonly ObjectiveName[]
}

const goal = z.enum(['maximize', 'minimize'])

/** A metric and its goal, both given. */
export const objectiveSchema = z.object({ metric: z.enum(metricNames), goal })

/** One of several objectives. */
export const aimSchema = z.object({ metric: z.string(), goal })

export const sweepObjectiveSchema = objectiveSchema.extend({
  against: z.exactOptional(z.array(z.enum(objectiveNames))),
})

/** All objectives, the one that decides first. */
export function aimsOf({ metric, goal, against = [] }: SweepObjective): readonly Aim[] {
  return [{ metric, goal }, ...against.map(aimOf)]
}
