import { goOn, type Pruner } from './pruner.ts'

/** Every trial is trained to its end. */
export const createNoPruner = (): Pruner => Object.assign(() => goOn, { neverStops: true } as const)
