import { readFileSync } from 'node:fs'
import path from 'node:path'
import { cacheFolder, type Environment } from '../base/cache-folder.ts'
import { UserError } from '../base/errors.ts'
import { isOutside } from '../base/folders.ts'
import { isRecord } from '../base/is-record.ts'
import { replaceFile } from '../base/replace-file.ts'
import { makeOwnFolder, refuseStrangers } from '../base/strangers.ts'

/** What `nightsweep engine install` has built and checked; one per cache folder. */
export interface Installed {
  /** Folder of the tfjs-node package with its addon. */
  readonly package: string
  /** The TensorFlow that the addon was built against. */
  readonly tensorflow: { readonly folder: string; readonly version: string }
  /** It was asked to use CUDA. */
  readonly gpu: boolean
  /** Folders of CUDA libraries that native code must find at run time. */
  readonly libraries: readonly string[]
}

export const engineFolder = (env?: Environment) => path.join(cacheFolder(env), 'engine')
const fileIn = (env?: Environment) => path.join(engineFolder(env), 'installed.json')

/**
 * Undefined where nothing is installed, or where the file is not ours.
 *
 * @throws UserError where others may have changed it or what it names in the cache folder: it is code to be run
 */
export function readInstalled(env?: Environment): Installed | undefined {
  try {
    refuseStrangers(fileIn(env), env)
    const value: unknown = JSON.parse(readFileSync(fileIn(env), 'utf8'))
    if (!isInstalled(value)) return undefined
    for (const place of placesIn(value)) if (!isOutside(cacheFolder(env), place)) refuseStrangers(place, env)
    refuseStrangers(value.package, env, { whole: true })
    return value
  } catch (error) {
    if (error instanceof UserError) throw error
    return undefined
  }
}

const placesIn = ({ tensorflow, libraries }: Installed) => [tensorflow.folder, ...libraries]

/** Whole or not at all, whenever the machine stops. */
export async function writeInstalled(installed: Installed, env?: Environment): Promise<void> {
  const file = fileIn(env)
  await makeOwnFolder(path.dirname(file))
  await replaceFile(file, `${JSON.stringify(installed, null, 2)}\n`)
}

function isInstalled(value: unknown): value is Installed {
  if (!isRecord(value) || !isRecord(value.tensorflow) || !Array.isArray(value.libraries)) return false
  const texts = [value.package, value.tensorflow.folder, value.tensorflow.version, ...value.libraries]
  return texts.every(text => typeof text === 'string') && typeof value.gpu === 'boolean'
}
