import { z } from 'zod'
import { strategy } from '../base/strategy.ts'
import { goOn, type Pruner } from './pruner.ts'

export const createNoPruner = (): Pruner => Object.assign(() => goOn, { neverStops: true } as const)

export const noPruner = strategy(
  'Every trial is trained to its end.',
  z.strictObject({ type: z.literal('none') }),
  createNoPruner,
)
