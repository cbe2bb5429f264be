import { mkdtemp, readdir, rename, rm, statfs } from 'node:fs/promises'
import path from 'node:path'
import type { Environment } from '../../base/cache-folder.ts'
import { messageOf, UserError } from '../../base/errors.ts'
import { isAlive } from '../../base/is-alive.ts'
import { makeOwnFolder, refuseStrangers } from '../../base/strangers.ts'
import { formatBytes } from '../../text/format.ts'
import { engineFolder } from '../installed.ts'

/** Where an installation puts its things. */
export interface Places {
  readonly folder: string
  readonly logFile: string
  /** What the programs get: their temporary files lie on the cache's disk, and go with the draft. */
  readonly env: Environment
  /** Fills a folder under a passing name and renames it when it is whole. */
  build(name: string, fill: (draft: string) => Promise<void>): Promise<string>
}

const drafts = '.draft-'
const elsewhere = 'name another one: NIGHTSWEEP_CACHE=<folder> nightsweep engine install'

export async function openPlaces(env: Environment): Promise<Places> {
  const folder = engineFolder(env)
  if (/\s/.test(folder))
    throw new UserError('the path of the cache folder has a space in it, and make cannot build there', {
      where: folder,
      next: elsewhere,
    })
  try {
    await makeOwnFolder(folder)
    refuseStrangers(folder, env)
    await removeAbandoned(folder)
    await rm(path.join(folder, 'install.log'), { force: true })
  } catch (error) {
    if (error instanceof UserError) throw error
    throw new UserError(`the cache folder cannot be written: ${messageOf(error)}`, {
      where: folder,
      next: elsewhere,
    })
  }
  const build = async (name: string, fill: (draft: string) => Promise<void>) => {
    const draft = await mkdtemp(path.join(folder, `${drafts}${process.pid}-`))
    try {
      await fill(draft)
      const target = path.join(folder, name)
      await rm(target, { recursive: true, force: true })
      await rename(draft, target)
      return target
    } finally {
      await rm(draft, { recursive: true, force: true })
    }
  }
  return { folder, logFile: path.join(folder, 'install.log'), env, build }
}

/** Before a long download, rather than after it. */
export async function requireSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  if (free >= bytes) return
  throw new UserError(
    `TensorFlow needs about ${formatBytes(bytes)} in ${folder}, and ${formatBytes(free)} are free there`,
    {
      next: 'make room, or name a folder on another disk: NIGHTSWEEP_CACHE=<folder> nightsweep engine install',
    },
  )
}

/** Drafts of installations that were broken off. */
async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, pid] = name.startsWith(drafts) ? name.split('-') : []
    if (pid !== undefined && !isAlive(Number(pid)))
      await rm(path.join(folder, name), { recursive: true, force: true })
  }
}
