import path from 'node:path'
import type { z } from 'zod'
import { UserError } from '../base/errors.ts'
import { isRecord } from '../base/is-record.ts'
import { isTooDeep } from '../base/nesting.ts'
import { eventSchema, journalVersion, type RunEvent } from '../run/event.ts'
import { upgraded } from '../run/upgrade.ts'
import { beyondBounds, boundsAfter } from './bounds.ts'
import { sealOf } from './checksum.ts'
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
    read(written) {
      line++
      const where = `${file}:${line}`
      const parsed = parseLine(written, where, { line, version })
      version = parsed.version
      const { event } = parsed
      const wrong =
        event.type === 'run' && line > 1 ? 'the run begins a second time' : beyondBounds(event, bounds)
      if (wrong !== undefined) throw new UserError(wrong, { where, next: repair })
      bounds = boundsAfter(event, bounds)
      return arriving(event, folder)
    },
  }
}

/** A line by itself: whether it is what was written, and an event of the version that counts there. Throws UserError. */
export function parseLine(
  written: string,
  where: string,
  { line, version: before }: Pick<Position, 'line' | 'version'>,
): { readonly event: RunEvent; readonly version: number } {
  const text = asWritten(written, line)
  const value = parseJson(text, where)
  const version = versionAt(line, value, before, where)
  checkSeal(text, version, where)
  const newer = isRecord(value) ? upgraded(value, version, journalVersion) : value
  return { event: parseEvent(newer, text, where), version }
}

const repair =
  'The journal was changed by something else: restore it from a copy, or `nightsweep repair <run>` makes a new run of what still reads.'

/** Editors may have given every line another end, and the file a mark at its beginning. */
const asWritten = (text: string, line: number) => {
  const unmarked = line === 1 && text.startsWith('\uFEFF') ? text.slice(1) : text
  return unmarked.endsWith('\r') ? unmarked.slice(0, -1) : unmarked
}

/** Since version 5 every line has a checksum. */
function checkSeal(text: string, version: number, where: string): void {
  const seal = sealOf(text)
  if (seal === 'broken')
    throw new UserError('this line is not what was written: its checksum is another', { where, next: repair })
  if (seal === 'missing' && version >= firstSealed)
    throw new UserError('this line has no checksum: it was not written by nightsweep', {
      where,
      next: repair,
    })
}

const firstSealed = 5
const excerpt = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text)

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    if (text.includes('\0'))
      throw new UserError(
        where.endsWith(':1')
          ? 'this is no text in UTF-8: an editor has saved it in another encoding (UTF-16)'
          : 'this line has zeros in it, as a disk leaves them that lost its power',
        { where, next: repair, cause },
      )
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
