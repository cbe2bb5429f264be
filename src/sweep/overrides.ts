import { type Document, parseDocument } from 'yaml'
import { UserError } from '../base/errors.ts'
import { formatPath, type Path, startsWith, withValue } from './finding.ts'
import { tokenAt, withCommentAt } from './places.ts'
import type { Source } from './source.ts'

interface Override {
  readonly path: Path
  readonly value: unknown
  /** See `Source.tokenAt`; the path is within the value. */
  readonly tokenAt: (within: Path) => string | undefined
  readonly withCommentAt: (within: Path) => string | undefined
}

/** The source with values of the command line in place of its own: `data.path=photos`, the value read as YAML. */
export function withOverrides(source: Source, settings: readonly string[]): Source {
  const overrides = settings.map(parseSetting)
  const value = overrides.reduce((all, { path, value }) => withValue(all, path, value), source.value)
  const overriding = (path: Path) => overrides.findLast(override => startsWith(path, override.path))
  return {
    value,
    findings: source.findings.filter(({ path }) => overriding(path) === undefined),
    where: (path, at) => {
      const override = overriding(path)
      return override === undefined ? source.where(path, at) : `--set ${formatPath(override.path)}`
    },
    tokenAt(path) {
      const override = overriding(path)
      return override === undefined
        ? source.tokenAt(path)
        : override.tokenAt(path.slice(override.path.length))
    },
    withCommentAt(path) {
      const override = overriding(path)
      return override === undefined
        ? source.withCommentAt(path)
        : override.withCommentAt(path.slice(override.path.length))
    },
    baseOf: path => (overriding(path) === undefined ? source.baseOf(path) : process.cwd()),
  }
}

/** Which fields the settings are of. */
export const overriddenPaths = (settings: readonly string[]): Path[] =>
  settings.map(setting => parseSetting(setting).path)

const unreadable = Symbol('unreadable')

/** An alias of nothing, or of far too much, shows only here. */
function plainValue(document: Document): unknown {
  if (document.errors.length > 0) return unreadable
  try {
    return document.toJS()
  } catch {
    return unreadable
  }
}

function parseSetting(setting: string): Override {
  const [, field, text] = /^([^=]+)=(.*)$/s.exec(setting) ?? []
  if (field === undefined || text === undefined)
    throw new UserError(`"${setting}" is not field=value`, {
      where: '--set',
      next: 'Write for example: --set data.path=photos',
    })
  const document = parseDocument(text, { prettyErrors: false })
  const value = plainValue(document)
  if (value === unreadable)
    throw new UserError(`the value ${text} cannot be read as YAML`, {
      where: `--set ${field}`,
      next: `Put it in quotes, for the shell and for YAML: --set '${field}="…"'`,
    })
  const path = field
    .trim()
    .split('.')
    .map(step => (/^\d+$/.test(step) ? Number(step) : step))
  return {
    path,
    value,
    tokenAt: within => tokenAt(document, within),
    withCommentAt: within => withCommentAt(document, text, within),
  }
}
