import { isDeepStrictEqual } from 'node:util'
import { UserError } from '../base/errors.ts'
import type { UsedWeights } from '../trial/network.ts'
import { fileOf } from '../weights/source.ts'
import type { Ledger } from './ledger.ts'

/**
 * Writes down which weights a run trains with when it first does. Gives the reason why nothing may be trained with them
 * where those of the same name were others before: half of the trials would not be what their configs say.
 */
export function noticeWeights(
  used: UsedWeights,
  { state, record }: Pick<Ledger, 'state' | 'record'>,
): UserError | undefined {
  const { backbone, weights, hash } = used
  const before = state.weights.find(
    other => other.backbone === backbone && isDeepStrictEqual(other.weights, weights),
  )
  if (before === undefined) record({ type: 'weights', ...used })
  if (before === undefined || before.hash === hash) return undefined
  return new UserError(`the weights of ${backbone} have changed since this run first used them`, {
    where: fileOf(weights) ?? String(weights),
    next: 'Restore the file, then go on with `nightsweep resume`; no finished fold is lost. For the new weights start a new run.',
  })
}
