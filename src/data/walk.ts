import { readdir, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { UserError } from '../base/errors.ts'
import { codeOf } from '../base/file-errors.ts'
import { byCodePoint } from './order.ts'

/** What a name in a folder stands for, links followed. */
export interface FolderEntry {
  readonly name: string
  readonly kind: 'folder' | 'file' | 'brokenLink' | 'other'
}

/**
 * The entries of a folder in code-point order, without hidden ones, the litter of other systems and links that lead
 * back to a folder above.
 */
export async function entriesOf(folder: string): Promise<FolderEntry[]> {
  const found = await readdir(folder, { withFileTypes: true }).catch(cause => {
    throw new UserError(`This folder cannot be read (${codeOf(cause)})`, {
      where: folder,
      next: 'Give yourself permission to read it, or move it out of the data folder.',
      cause,
    })
  })
  const visible = found.filter(({ name }) => !/^(\.|__MACOSX$|@eaDir$|Thumbs\.db$)/.test(name))
  const entries = await Promise.all(
    visible.map(async entry => ({
      name: entry.name,
      kind: entry.isSymbolicLink() ? await followLink(folder, entry.name) : kindOf(entry),
    })),
  )
  return entries
    .flatMap(({ name, kind }) => (kind === 'loop' ? [] : [{ name, kind }]))
    .sort((a, b) => byCodePoint(a.name, b.name))
}

/** Every file below a folder, with its path relative to it. Each real folder is entered once, so links cannot loop. */
export async function walk(folder: string): Promise<{ file: string; kind: FolderEntry['kind'] }[]> {
  const seen = new Set<string>()
  const found: { file: string; kind: FolderEntry['kind'] }[] = []
  const enter = async (relative: string) => {
    const real = await realpath(path.join(folder, relative))
    if (seen.has(real)) return
    seen.add(real)
    for (const { name, kind } of await entriesOf(path.join(folder, relative))) {
      const file = relative === '' ? name : `${relative}/${name}`
      if (kind === 'folder') await enter(file)
      else found.push({ file, kind })
    }
  }
  await enter('')
  return found
}

async function followLink(folder: string, name: string): Promise<FolderEntry['kind'] | 'loop'> {
  const link = path.join(folder, name)
  const kind = await stat(link).then(kindOf, () => 'brokenLink' as const)
  if (kind !== 'folder') return kind
  return contains(await realpath(link), await realpath(folder)) ? 'loop' : kind
}

function contains(outer: string, inner: string): boolean {
  return `${inner}${path.sep}`.startsWith(outer.endsWith(path.sep) ? outer : `${outer}${path.sep}`)
}

function kindOf(entry: {
  isDirectory(): boolean
  isFile(): boolean
}): Exclude<FolderEntry['kind'], 'brokenLink'> {
  if (entry.isDirectory()) return 'folder'
  return entry.isFile() ? 'file' : 'other'
}
