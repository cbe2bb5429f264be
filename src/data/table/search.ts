import type { Disk, FoundFile } from './disk.ts'
import { mostFrequent } from './most-frequent.ts'
import { composed } from './paths.ts'

/** Where paths that are not where they should be were found instead, by the path as written. */
export interface Search {
  readonly found: ReadonlyMap<string, FoundFile>
  /** Folders that were put before the paths. */
  readonly folders: readonly string[]
  /** How many leading folders of the paths were taken off. */
  readonly dropped: number
}

/**
 * Looks for files in all folders below. One rule must hold for them all: so many leading folders of the path are
 * taken off, and what is left stands at the end of just one image's path. Without the rule a photo that is missing
 * would be taken from another folder that has one of the same name.
 */
export async function searchBelow(disk: Disk, wanted: readonly string[]): Promise<Search> {
  const matches = new Map<string, Match>()
  for (const file of new Set(wanted)) {
    const match = bestMatch(file, await disk.alike(file))
    if (match !== undefined) matches.set(file, match)
  }
  const dropped = mostFrequent([...matches.values()].map(match => match.dropped))
  const kept = [...matches].filter(([, match]) => match.dropped === dropped)
  const folders = [...new Set(kept.map(([, { folder }]) => folder))].filter(folder => folder !== '')
  return { found: new Map(kept.map(([file, { found }]) => [file, found])), folders, dropped }
}

interface Match {
  readonly found: FoundFile
  readonly dropped: number
  readonly folder: string
}

/** The candidate that shares the longest end with the path; undefined where two share as much. */
function bestMatch(file: string, candidates: readonly FoundFile[]): Match | undefined {
  const parts = partsOf(file)
  const ranked = candidates
    .map(found => ({ found, own: partsOf(found.file) }))
    .map(({ found, own }) => ({ found, own, shared: sharedEnd(parts, own) }))
    .sort((a, b) => b.shared - a.shared)
  const [best, next] = ranked
  if (best === undefined || next?.shared === best.shared) return undefined
  const folder = best.own.slice(0, best.own.length - best.shared).join('/')
  return { found: best.found, dropped: parts.length - best.shared, folder }
}

const partsOf = (file: string) => composed(file).split('/')

/** Equal folders before the file; the file itself is alike already. */
function sharedEnd(a: readonly string[], b: readonly string[]): number {
  let shared = 1
  while (shared < Math.min(a.length, b.length) && a.at(-1 - shared) === b.at(-1 - shared)) shared++
  return shared
}
