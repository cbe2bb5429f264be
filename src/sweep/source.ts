import type { Finding, Path } from './finding.ts'

/** A parsed file that knows where each of its values stands. */
export interface Source {
  /** Plain data. */
  readonly value: unknown
  /** "flowers.yaml:3:9" for a key or a value; for one that is missing, the nearest that holds it. */
  where(path: Path, at?: Finding['at']): string
  /** The folder that a relative path written here counts from. */
  baseOf(path: Path): string
  /** The text of an unquoted value as it stands there, `2024` or `~`; undefined for any other. */
  tokenAt(path: Path): string | undefined
  /** The same with what YAML takes for a comment after it: "photos #2"; undefined where there is none. */
  withCommentAt(path: Path): string | undefined
  /** Problems met while it was read, such as an environment variable that is not set. */
  readonly findings: readonly Finding[]
}
