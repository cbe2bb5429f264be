import path from 'node:path'
import { UserError } from '../base/errors.ts'
import { isOutside } from '../base/folders.ts'
import { listed } from '../base/listed.ts'
import { withTexts } from './as-text.ts'
import { findingsOf } from './explain.ts'
import { formatPath, startsWith, valueAtPath } from './finding.ts'
import { overriddenPaths, withOverrides } from './overrides.ts'
import { wordsOf } from './rules.ts'
import { sweepSchema } from './schema.ts'
import type { Sweep } from './sweep.ts'

/** What may be another when a run goes on: where things are, how long it may take, what it keeps. */
const changeable = ['data.path', 'folds.file', 'budget', 'cache', 'limits']

/**
 * The sweep of a run that goes on, with values of the command line. Throws UserError for one that would change what the run
 * has computed. Whether images at another place are the same is seen when they are opened.
 */
export function withChanges(sweep: Sweep, settings: readonly string[]): Sweep {
  if (settings.length === 0) return sweep
  for (const field of overriddenPaths(settings).map(formatPath))
    if (!changeable.some(name => field === name || field.startsWith(`${name}.`)))
      throw new UserError(`${field} cannot change while a run goes on: its trials could not be compared`, {
        where: `--set ${field}`,
        next: `What can change is ${listed(changeable, 'and')}; for another ${field} start a new run.`,
      })
  const { value } = withTexts(withOverrides(nothingWritten, settings))
  for (const { path: at, problem } of findingsOf(sweepSchema, value))
    if (overriddenPaths(settings).some(set => startsWith(at, set.slice(0, 1))))
      throw new UserError(`${formatPath(at)}: ${wordsOf(problem)}`, { where: '--set' })
  const { budget, cache, limits } = sweepSchema.partial().parse(value)
  const placed = (at: readonly string[]) => {
    const text = valueAtPath(value, at)
    return typeof text === 'string' ? path.resolve(text) : undefined
  }
  const [images, folds] = [placed(['data', 'path']), placed(['folds', 'file'])]
  return {
    ...sweep,
    data: images === undefined ? sweep.data : movedTo(sweep.data, images),
    folds: folds === undefined ? sweep.folds : { ...sweep.folds, file: folds },
    budget: { ...sweep.budget, ...budget },
    ...(cache === undefined ? {} : { cache: { ...sweep.cache, ...cache } }),
    ...(limits === undefined ? {} : { limits: { ...sweep.limits, ...limits } }),
  }
}

/** What lies in the folder of the images moves along with it. */
function movedTo(data: Sweep['data'], folder: string): Sweep['data'] {
  const moved = (file: string) =>
    isOutside(data.path, file) ? file : path.join(folder, path.relative(data.path, file))
  return {
    ...data,
    path: folder,
    ...(data.train && { train: data.train.map(moved) }),
    ...(data.test && { test: data.test.map(moved) }),
    ...(data.table !== undefined && { table: moved(data.table) }),
  }
}

const nothingWritten = {
  value: {},
  findings: [],
  where: () => '--set',
  baseOf: () => process.cwd(),
  tokenAt: () => undefined,
  withCommentAt: () => undefined,
}
