import { messageOf, UserError } from '../base/errors.ts'
import { firstFew } from '../base/file-errors.ts'
import type { RunEvent } from '../run/event.ts'
import { foldName } from '../text/fold-name.ts'
import { counted } from '../text/numbers.ts'

/** A failure of the journal, with what it lost: the folds that ended and are not in it. */
export function withUnwritten(
  failure: unknown,
  unwritten: readonly RunEvent[],
  k: number | undefined,
): unknown {
  const lost = unwritten.flatMap(event =>
    event.type === 'foldEnded' && event.outcome.status === 'done' ? foldName(event, k) : [],
  )
  if (lost.length === 0) return failure
  const error =
    failure instanceof UserError
      ? failure
      : new UserError(messageOf(failure), { exitCode: 1, cause: failure })
  const what = `${counted(lost.length, 'finished fold')} could not be written and will be trained again:`
  return error.withDetails({ details: [...error.details, what, ...firstFew(lost)] })
}
