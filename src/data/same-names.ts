import { UserError } from '../base/errors.ts'
import { firstFew } from '../base/file-errors.ts'
import { nearNames, spellings } from './near-names.ts'

/** Refuses class names that a person cannot tell apart: one error that shows all spellings. */
export function refuseNearNames(where: string, classes: readonly string[], next: string): void {
  const groups = nearNames(classes).map(spellings)
  const [first = []] = groups
  if (groups.length === 0) return
  throw new UserError(
    groups.length === 1
      ? `${first.length} classes have names that cannot be told apart: ${first.join(', ')}`
      : `${groups.length} times, classes have names that cannot be told apart`,
    { where, details: groups.length === 1 ? [] : firstFew(groups.map(group => group.join(', '))), next },
  )
}
