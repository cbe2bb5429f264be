import { findingsOf } from './explain.ts'
import { formatPath, type Path, withValue } from './finding.ts'
import { sweepSchema } from './schema.ts'
import type { Source } from './source.ts'

/** Where a text belongs, an unquoted `2024`, `~`, `true` or `1e3` is the text that was written. */
export function withTexts(source: Source): Source {
  const value = wrongAt(source.value).reduce((all: unknown, path) => {
    const token = source.tokenAt(path)
    if (token === undefined) return all
    const changed = withValue(all, path, token)
    return wrongAt(changed).some(other => formatPath(other) === formatPath(path)) ? all : changed
  }, source.value)
  return { ...source, value }
}

/** Where something else stands than the text that could be there. */
const wrongAt = (value: unknown): Path[] =>
  findingsOf(sweepSchema, value).flatMap(({ path, problem }) =>
    problem.kind === 'wrongValue' && problem.takesText === true ? [path] : [],
  )
