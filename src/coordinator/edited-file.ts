import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { messageOf } from '../base/errors.ts'
import { hashOf } from '../base/hash.ts'
import type { RunState } from '../run/state.ts'
import { differencesOf } from '../sweep/differences.ts'
import { loadSweep } from '../sweep/load.ts'
import type { Sweep } from '../sweep/sweep.ts'

/** So many differences are told one by one. */
const most = 6

/** Of a search-space file as it is now; undefined where there is none. */
export const fileHashOf = (file: string): Promise<string | undefined> =>
  readFile(file, 'utf8').then(hashOf, () => undefined)

/** What has been edited in the search-space file since the run began, for the person who resumes it. */
export async function editedNote({ sweep, fileHash }: RunState, now: Sweep): Promise<string | undefined> {
  if (sweep === undefined) return undefined
  const name = path.basename(sweep.file)
  const hash = await fileHashOf(sweep.file)
  if (hash === undefined || hash === fileHash) return undefined
  const goesOn = `The run goes on with what it began with; nightsweep run ${name} starts anew`
  try {
    // Where the images are now is what the person says, not the file.
    const placed = now.data.path === sweep.data.path ? [] : placesOf(now.data)
    const differences = differencesOf({ ...sweep, data: now.data }, await loadSweep(sweep.file, placed))
    if (differences.length === 0) return undefined
    const more = differences.length > most ? ` and ${differences.length - most} more` : ''
    return `${name} was edited since this run began: ${differences.slice(0, most).join('; ')}${more}. ${goesOn}`
  } catch (error) {
    return `${name} was edited since this run began, and cannot be read now: ${messageOf(error)}. ${goesOn}`
  }
}

/** Where the images are, as the command line would say it. */
function placesOf({ path: folder, table, train, test }: Sweep['data']): string[] {
  const places = train === undefined ? { path: folder, table } : { train, test }
  return Object.entries(places).flatMap(([key, place]) =>
    place === undefined ? [] : `data.${key}=${JSON.stringify(place)}`,
  )
}
