import path from 'node:path'
import type { z } from 'zod'
import { UserError } from '../base/errors.ts'
import { isRecord } from '../base/is-record.ts'
import { isTooDeep } from '../base/nesting.ts'
import { eventSchema, journalVersion, type RunEvent } from '../run/event.ts'
import { upgraded } from '../run/upgrade.ts'
import { beyondBounds, boundsAfter } from './bounds.ts'
import { arriving } from './moved.ts'
import { beginning, type Position } from './position.ts'

/** Reads a journal line by line, in order. */
export interface LineReader {
  readonly position: Position
  /** The line as an event. Throws UserError naming file and line where it cannot be one of this run. */
  read(line: string): RunEvent
}

export function createLineReader(file: string, start: Position = beginning): LineReader {
  let { line, version, bounds } = start
  const folder = path.resolve(path.dirname(file))
  return {
    get position() {
      return { line, version, bounds }
    },
    read(text) {
      line++
      const where = `${file}:${line}`
      const value = parseJson(text, where)
      version = versionAt(line, value, version, where)
      const event = parseEvent(
        isRecord(value) ? upgraded(value, version, journalVersion) : value,
        text,
        where,
      )
      const wrong =
        event.type === 'run' && line > 1 ? 'the run begins a second time' : beyondBounds(event, bounds)
      if (wrong !== undefined) throw new UserError(wrong, { where, next: repair })
      bounds = boundsAfter(event, bounds)
      return arriving(event, folder)
    },
  }
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

function parseEvent(value: unknown, text: string, where: string): RunEvent {
  const read = isLong(text) && isTooDeep(value) ? undefined : eventSchema.safeParse(value)
  if (read?.success) return read.data
  const details =
    isRecord(value) && typeof value.type === 'string' && read !== undefined
      ? read.error.issues.slice(0, 5).map(issueText)
      : []
  throw new UserError(`this line is not an event of a run: ${excerpt(text)}`, {
    where,
    details,
    next: repair,
  })
}

/** Only a long line can be nested deeply. */
const isLong = (text: string) => text.length > 1000

const issueText = ({ path, message }: z.core.$ZodIssue) => `${path.join('.') || 'type'}: ${message}`

function versionAt(line: number, value: unknown, before: number, where: string): number {
  const told = isRecord(value) && (line === 1 ? value.type === 'run' : value.type === 'session')
  const version = told ? value.version : undefined
  if (line === 1 && typeof version !== 'number')
    throw new UserError('a journal begins with a line of type "run" and its version', { where, next: repair })
  if (typeof version !== 'number') return before
  if (!Number.isInteger(version) || version < 1)
    throw new UserError(`${version} is no version of a journal`, { where, next: repair })
  if (version > journalVersion)
    throw new UserError(`the journal has version ${version}; this nightsweep reads up to ${journalVersion}`, {
      where,
      next: 'Update nightsweep: the run was written by a newer one.',
    })
  return version
}
