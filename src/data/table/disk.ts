import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { isImage } from '../extensions.ts'
import { walkBound } from '../walk-bound.ts'
import { composed } from './paths.ts'

/** A file as it is called on the disk, and what had to be read otherwise to find it. */
export interface FoundFile {
  readonly file: string
  readonly by?: 'capitals' | 'extension'
}

export type Missing = 'missing' | 'notAFile' | 'several'

/** What lies below a folder, looked up by names as people write them. Each folder is read once. */
export interface Disk {
  /** Relative to the root, `/` between folders; the root itself is ''. */
  find(file: string): Promise<FoundFile | Missing>
  /** What needs no look at the disk any more, and no other reading of the name. */
  known(file: string): FoundFile | undefined
  /** Images below the root whose names are alike but for folders, capitals and an extension that is left out. */
  alike(file: string): Promise<readonly FoundFile[]>
}

interface Listing {
  readonly files: ReadonlyMap<string, string>
  readonly folders: ReadonlyMap<string, string>
  /** By name in small letters. */
  readonly small: () => ReadonlyMap<string, readonly string[]>
  /** Images by name without extension. */
  readonly stems: () => ReadonlyMap<string, readonly string[]>
}

/** Looks below `root`. */
export function createDisk(root: string): Disk {
  const listings = new Map<string, Promise<Listing | undefined>>()
  const real = new Map<string, Promise<string | undefined>>()
  const ready = new Map<string, Listing>()
  let all: Promise<AllImages> | undefined
  const list = (folder: string) => remembered(listings, folder, () => listingOf(path.join(root, folder)))
  /** The folder's name on the disk: accents may be composed otherwise there. */
  const folderOf = (folder: string): Promise<string | undefined> =>
    remembered(real, folder, async () => {
      if (folder === '' || folder === '.') return ''
      if ((await list(folder)) !== undefined) return folder
      const [above, name] = divide(folder)
      const parent = above === folder ? undefined : await folderOf(above)
      const found = parent === undefined ? undefined : (await list(parent))?.folders.get(composed(name))
      return found === undefined ? undefined : join(parent ?? '', found)
    })
  return {
    known(file) {
      const [above, name] = divide(file)
      return ready.get(above)?.files.get(name) === name ? { file } : undefined
    },
    async find(file) {
      const [above, name] = divide(file)
      const folder = await folderOf(above)
      const listing = folder === undefined ? undefined : await list(folder)
      if (folder === above && listing !== undefined) ready.set(folder, listing)
      if (folder === undefined || listing === undefined) return 'missing'
      const found = findIn(listing, name)
      return typeof found === 'string' ? found : { ...found, file: join(folder, found.file) }
    },
    async alike(file) {
      all ??= walk(root, list)
      const { names, stems } = await all
      const name = composed(divide(file)[1]).toLowerCase()
      const own = names.get(name)
      if (own !== undefined) return own.map(found => ({ file: found }))
      return isImage(name)
        ? []
        : (stems.get(name) ?? []).map(found => ({ file: found, by: 'extension' as const }))
    },
  }
}

/** Every image below a folder, by its name and by its name without extension, in small letters. */
interface AllImages {
  readonly names: ReadonlyMap<string, readonly string[]>
  readonly stems: ReadonlyMap<string, readonly string[]>
}

const deepest = 4

/** Links to folders that hold the folder that they are in come round again: four levels deep, then it ends. */
async function walk(top: string, list: (folder: string) => Promise<Listing | undefined>): Promise<AllImages> {
  const found: string[] = []
  const bound = walkBound(path.resolve(top))
  const enter = async (folder: string, depth: number): Promise<void> => {
    const { files = new Map<string, string>(), folders = new Map<string, string>() } =
      (await list(folder)) ?? {}
    bound.folder()
    for (const name of new Set(files.values())) if (isImage(name)) found.push(join(folder, name))
    if (depth === deepest) return
    for (const name of new Set(folders.values()))
      if (!name.startsWith('.')) await enter(join(folder, name), depth + 1)
  }
  await enter('', 0)
  const lower = (file: string) => composed(divide(file)[1]).toLowerCase()
  return { names: grouped(found, lower), stems: grouped(found, file => path.posix.parse(lower(file)).name) }
}

function findIn({ files, folders, small, stems }: Listing, name: string): FoundFile | Missing {
  const own = files.get(name) ?? files.get(composed(name))
  if (own !== undefined) return { file: own }
  if (folders.has(composed(name))) return 'notAFile'
  const alike = small().get(composed(name).toLowerCase()) ?? []
  const added = alike.length > 0 ? alike : isImage(name) ? [] : (stems().get(composed(name)) ?? [])
  const [first, ...others] = added
  if (first === undefined) return 'missing'
  if (others.length > 0) return 'several'
  return { file: first, by: alike.length > 0 ? 'capitals' : 'extension' }
}

async function listingOf(folder: string): Promise<Listing | undefined> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined)
  if (entries === undefined) return undefined
  const files = new Map<string, string>()
  const folders = new Map<string, string>()
  for (const entry of entries) {
    const kind = entry.isSymbolicLink()
      ? await stat(path.join(folder, entry.name)).catch(() => undefined)
      : entry
    const into = kind?.isDirectory() ? folders : kind?.isFile() ? files : undefined
    if (into === undefined) continue
    // The name as it is wins over another that is composed to the same.
    if (!into.has(composed(entry.name))) into.set(composed(entry.name), entry.name)
    into.set(entry.name, entry.name)
  }
  const names = [...new Set(files.values())]
  return {
    files,
    folders,
    small: once(() => grouped(names, name => composed(name).toLowerCase())),
    stems: once(() => grouped(names.filter(isImage), name => composed(path.posix.parse(name).name))),
  }
}

function grouped(names: readonly string[], keyOf: (name: string) => string): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const name of names) {
    const own = groups.get(keyOf(name))
    if (own === undefined) groups.set(keyOf(name), [name])
    else own.push(name)
  }
  return groups
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

function remembered<T>(map: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

function divide(file: string): [folder: string, name: string] {
  const at = file.lastIndexOf('/')
  return at < 0 ? ['', file] : [file.slice(0, at) || '/', file.slice(at + 1)]
}

const join = (folder: string, name: string) => (folder === '' ? name : `${folder}/${name}`)
