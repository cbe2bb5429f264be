import { UserError } from '../base/errors.ts'
import { isRecord } from '../base/is-record.ts'
import { journalVersion, type RunEvent } from '../run/event.ts'

/** Journal lines as events. `firstLine` counts from 1 and says where in the file the text begins. */
export function parseLines(lines: readonly string[], file: string, firstLine = 1): RunEvent[] {
  return lines.map((line, i) => parseLine(line, file, firstLine + i))
}

function parseLine(text: string, file: string, line: number): RunEvent {
  const where = `${file}:${line}`
  const value = parseJson(text, where)
  if (line === 1) checkVersion(value, where)
  if (isEvent(value)) return value
  throw new UserError(`this line is not an event of a run: ${excerpt(text)}`, { where, next: repair })
}

const repair = 'The journal was changed by something else; restore it from a copy, or start a new run.'
const excerpt = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text)

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new UserError(`this line is not JSON: ${excerpt(text)}`, { where, next: repair, cause })
  }
}

function checkVersion(value: unknown, where: string): void {
  if (!isRecord(value) || value.type !== 'run' || typeof value.version !== 'number')
    throw new UserError('a journal begins with a line of type "run" and its version', { where, next: repair })
  if (value.version > journalVersion)
    throw new UserError(
      `the journal has version ${value.version}; this nightsweep reads up to ${journalVersion}`,
      { where, next: 'Update nightsweep: the run was written by a newer one.' },
    )
}

const isNumber = (value: unknown) => typeof value === 'number'
const isString = (value: unknown) => typeof value === 'string'
const isFolds = (value: unknown) => isRecord(value) && isNumber(value.k) && isString(value.hash)
const isOutcome = (value: unknown) => isRecord(value) && isString(value.status) && isNumber(value.seconds)

/** The fields without which the reducer could not go on, for every type of event. */
const required: Record<RunEvent['type'], Readonly<Record<string, (value: unknown) => boolean>>> = {
  run: { name: isString, sweep: isRecord, metric: isString, goal: isString, seed: isNumber },
  data: { classes: Array.isArray, skipped: Array.isArray, folds: isFolds },
  session: { engine: isString, device: isString, workers: isNumber },
  trialStarted: { trial: isNumber, config: isRecord, origin: isString },
  foldStarted: { trial: isNumber, fold: isNumber },
  report: { trial: isNumber, fold: isNumber, epoch: isNumber, metrics: isRecord, seconds: isNumber },
  foldEnded: { trial: isNumber, fold: isNumber, outcome: isOutcome },
  trialEnded: { trial: isNumber, state: isString, reason: isString },
  note: { text: isString },
  ended: { state: isString, reason: isString },
}

function isEvent(value: unknown): value is RunEvent {
  if (!isRecord(value) || !isString(value.at)) return false
  const fields = Object.entries(required).find(([type]) => type === value.type)?.[1]
  return fields !== undefined && Object.entries(fields).every(([name, accepts]) => accepts(value[name]))
}
