import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { UserError } from '../base/errors.ts'
import { journalPath } from './paths.ts'

/** The folder of a run given by its name under `runsDir` or by its path. Throws UserError naming what there is. */
export async function findRun(runsDir: string, nameOrPath: string): Promise<string> {
  for (const folder of [path.join(runsDir, nameOrPath), path.resolve(nameOrPath)])
    if (nameOrPath !== '' && (await isRun(folder))) return folder
  const names = (await listRuns(runsDir)).map(folder => path.basename(folder))
  throw new UserError(`there is no run "${nameOrPath}" in ${runsDir}`, {
    next:
      names.length === 0
        ? 'Start one with `nightsweep run <file>`, or say where they are with --runs.'
        : `There ${names.length === 1 ? 'is' : 'are'}: ${closest(nameOrPath, names).join(', ')}`,
  })
}

/** The folders of all runs, by name; none if the folder is not there. */
export async function listRuns(runsDir: string): Promise<string[]> {
  const entries = await readdir(runsDir).catch(() => [])
  const folders = entries.map(entry => path.join(runsDir, entry))
  const found = await Promise.all(folders.map(isRun))
  const byName = new Intl.Collator('en', { numeric: true }).compare
  return folders.filter((_, i) => found[i]).sort(byName)
}

async function isRun(folder: string): Promise<boolean> {
  return stat(journalPath(folder)).then(
    entry => entry.isFile(),
    () => false,
  )
}

/** Names that share most of their beginning first; ten at most. */
function closest(name: string, names: readonly string[]): string[] {
  const shared = (other: string) => {
    let length = 0
    while (length < name.length && name[length]?.toLowerCase() === other[length]?.toLowerCase()) length++
    return length
  }
  return [...names].sort((a, b) => shared(b) - shared(a)).slice(0, 10)
}
