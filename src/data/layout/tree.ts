/** What lies below a folder, as far as it holds images. */
export interface Branch {
  /** Images that lie in it directly, and all with those in folders inside. */
  readonly own: number
  readonly all: number
  readonly folders: ReadonlyMap<string, Branch>
}

interface Growing {
  own: number
  all: number
  folders: Map<string, Growing>
}

/** The folders that the files of images lie in. */
export function treeOf(files: readonly string[]): Branch {
  const root: Growing = { own: 0, all: 0, folders: new Map() }
  for (const file of files) {
    let at = root
    at.all++
    for (const name of file.split('/').slice(0, -1)) {
      const inner = at.folders.get(name) ?? { own: 0, all: 0, folders: new Map() }
      at.folders.set(name, inner)
      inner.all++
      at = inner
    }
    at.own++
  }
  return root
}

export const namesIn = ({ folders }: Branch) => [...folders.keys()]

/** Goes in where a folder holds but one folder and no image; `path` says how far. */
export function descend(branch: Branch): { branch: Branch; path: readonly string[] } {
  const [only, ...others] = branch.folders
  if (only === undefined || others.length > 0 || branch.own > 0 || only[1].folders.size === 0)
    return { branch, path: [] }
  const inner = descend(only[1])
  return { branch: inner.branch, path: [only[0], ...inner.path] }
}

/** The names that all of these branches have inside. */
export function sharedNames(branches: readonly Branch[]): string[] {
  const [first, ...others] = branches
  return first === undefined
    ? []
    : namesIn(first).filter(name => others.every(({ folders }) => folders.has(name)))
}
