import type { Skipped } from './dataset.ts'
import { globMatcher } from './glob.ts'
import type { FolderEntry } from './walk.ts'

/** The patterns of `data.ignore`, and what they have matched. */
export interface LeftOut {
  /** Remembers what it says yes to. */
  readonly isLeftOut: (file: string, kind: FolderEntry['kind']) => boolean
  /** One entry a pattern that matched something. */
  readonly skipped: () => Skipped[]
  /** Patterns that matched nothing are mistakes. */
  readonly notes: () => string[]
}

export function leftOutBy(patterns: readonly string[] = []): LeftOut {
  const matchers = patterns.map(pattern => ({
    pattern,
    matches: globMatcher(pattern),
    found: [] as string[],
  }))
  return {
    isLeftOut(file, kind) {
      const matcher = matchers.find(({ matches }) => matches(file))
      matcher?.found.push(kind === 'folder' ? `${file}/` : file)
      return matcher !== undefined
    },
    skipped: () =>
      matchers.flatMap(({ pattern, found: [first, ...others] }) =>
        first === undefined
          ? []
          : [
              {
                file: first,
                reason: `matches data.ignore "${pattern}"${others.length > 0 ? `, as ${others.length} more` : ''}`,
              },
            ],
      ),
    notes: () =>
      matchers
        .filter(({ found }) => found.length === 0)
        .map(({ pattern }) => `data.ignore: "${pattern}" matches nothing in the data folder`),
  }
}
