import { z } from 'zod'
import { metricNames } from '../trial/metrics/index.ts'

/** A metric and its goal, both given. */
export const objectiveSchema = z.object({
  metric: z.enum(metricNames),
  goal: z.enum(['maximize', 'minimize']),
})
