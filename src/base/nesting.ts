/** Far above what anything of ours has, far below where functions that go in would run out of stack. */
const deepest = 200

/** Whether lists and mappings lie in one another deeper than anybody writes them: whoever goes in would fall. */
export function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest) return true
    level = level.flatMap(inner => (typeof inner === 'object' && inner !== null ? Object.values(inner) : []))
  }
  return false
}
