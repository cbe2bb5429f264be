import { asFolders, type Layout, someOf } from './layout.ts'
import { holdsParts, holdsPhotos, isDate, roleOf } from './names.ts'
import { type Branch, namesIn, sharedNames } from './tree.ts'

/** Years, sites or cameras that each hold the same classes. */
export function sharedLayout(tree: Branch): Layout | undefined {
  const tops = [...tree.folders.values()]
  const shared = classesIn(tops)
  if (shared.length < 2) return undefined
  const depth = depthOf(tops)
  return {
    says: `${asFolders(namesIn(tree))} all hold the same folders (${someOf(shared)}): those look like the classes`,
    reading: { depth },
    advice: `Then a class is what has one name on level ${depth}, wherever it lies.`,
  }
}

/** Names that all branches have inside and that could be classes. */
function classesIn(branches: readonly Branch[]): string[] {
  if (branches.length < 2 || branches.some(({ own }) => own > 0)) return []
  return sharedNames(branches).filter(
    name => !holdsParts(name) && !holdsPhotos(name) && !isDate(name) && roleOf(name) === undefined,
  )
}

function depthOf(tops: readonly Branch[]): number {
  const below = tops.flatMap(({ folders }) => [...folders.values()])
  return classesIn(below).length < 2 ? 2 : 1 + depthOf(below)
}
