import { isRecord } from '../base/is-record.ts'

type Line = Readonly<Record<string, unknown>>

/** What changed from each version to the next; a line that is not as it should be is left for the schema to refuse. */
const steps: Readonly<Record<number, (line: Line) => Line>> = {
  1: line => {
    if (line.type === 'run') {
      const { metric, goal } = line
      return { ...line, version: 2, objectives: [{ metric, goal }] }
    }
    return line.type === 'foldEnded' ? withCause(line) : line
  },
  // Since then folds of further splits and of the holdout have numbers of their own, and there are new kinds of lines.
  2: line => (line.type === 'run' ? { ...line, version: 3 } : line),
  // Since then files are told from the run's folder; absolute names are as good.
  3: line => (line.type === 'run' ? { ...line, version: 4 } : line),
  // Since then a sweep can be held.
  4: line => (line.type === 'run' ? { ...line, version: 5 } : line),
}

/** A line of a journal of an older version as the present one writes it. */
export function upgraded(line: Line, version: number, present: number): Line {
  let newer = line
  for (let step = version; step < present; step++) newer = steps[step]?.(newer) ?? newer
  return newer
}

/** Version 1 knew two kinds of failures: `lost`, which was tried again, and the others. */
function withCause(line: Line): Line {
  const { outcome } = line
  if (!isRecord(outcome) || outcome.status !== 'failed') return line
  const { lost, ...rest } = outcome
  if (lost !== true) return { ...line, outcome: { ...rest, cause: 'error' } }
  return { ...line, outcome: { ...rest, cause: 'lost' }, again: 'elsewhere' }
}
