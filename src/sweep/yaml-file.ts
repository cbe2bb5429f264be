import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { type Document, LineCounter, parseDocument, visit } from 'yaml'
import { UserError } from '../base/errors.ts'
import { expandVariables } from './environment.ts'
import { mostBytes, tooExpanded, tooLong } from './extent.ts'
import { wrongMerges } from './merges.ts'
import { offsetOf, tokenAt, withCommentAt } from './places.ts'
import type { Source } from './source.ts'
import { explainSyntax } from './syntax.ts'

/** Reads a YAML or JSON file; what is not even YAML is thrown at once, with every place. */
export async function readYamlFile(file: string): Promise<Source> {
  const text = (await readText(file)).replace(/^\ufeff/, '')
  const lines = new LineCounter()
  const long = tooLong(text)
  if (long !== undefined)
    throw tooLarge(`${file}:${text.slice(0, long.offset).split('\n').length}`, long.message)
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    merge: true,
    uniqueKeys: false,
    logLevel: 'error',
  })
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return `${file}:${line}:${col}`
  }
  const wrong = explainSyntax(document, text)
  if (wrong.length > 0)
    throw syntaxError(
      file,
      wrong.map(({ offset, message }) => ({ where: place(offset), message })),
    )
  const circular = [...circularAliases(document), ...wrongMerges(document)]
  if (circular.length > 0)
    throw syntaxError(
      file,
      circular.map(({ offset, message }) => ({ where: place(offset), message })),
    )
  const expanded = tooExpanded(document)
  if (expanded !== undefined) throw tooLarge(place(expanded.offset), expanded.message)
  const { findings, fromShell } = expandVariables(document)
  return {
    value: document.toJS({ maxAliasCount: -1 }),
    findings,
    where: (at, part = 'value') => place(offsetOf(document, at, part)),
    tokenAt: at => tokenAt(document, at),
    withCommentAt: at => withCommentAt(document, text, at),
    baseOf: at => (fromShell.has(JSON.stringify(at)) ? process.cwd() : path.dirname(path.resolve(file))),
  }
}

/** Aliases inside the very thing they stand for. */
function circularAliases(document: Document): { offset: number; message: string }[] {
  const found: { offset: number; message: string }[] = []
  visit(document, {
    Alias(_key, alias, ancestors) {
      const target = alias.resolve(document)
      if (target !== undefined && ancestors.includes(target))
        found.push({
          offset: alias.range?.[0] ?? 0,
          message: `*${alias.source} stands inside what it refers to`,
        })
    },
  })
  return found
}

async function readText(file: string): Promise<string> {
  const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    const reasons: Record<string, string> = {
      ENOENT: 'this file does not exist',
      EISDIR: 'this is a folder, not a search-space file',
      EACCES: 'this file may not be read by you',
    }
    const next =
      cause.code === 'EISDIR'
        ? `nightsweep init ${file} looks at a folder of images and writes a file`
        : 'check the path'
    throw new UserError(reasons[cause.code ?? ''] ?? `cannot be read (${cause.code})`, {
      where: file,
      next,
      cause,
    })
  })
  if (bytes.length > mostBytes)
    throw tooLarge(file, `this file has ${bytes.length} bytes: at most ${mostBytes} are read`)
  if (bytes.includes(0))
    throw new UserError('this is not a text file: a search-space file is YAML or JSON, in UTF-8', {
      where: file,
    })
  return bytes.toString('utf8')
}

const tooLarge = (where: string, message: string) =>
  new UserError(message, {
    where,
    next: 'Write ranges (min, max, step) in place of long lists, and what is needed once without an alias.',
  })

function syntaxError(file: string, wrong: readonly { where: string; message: string }[]): UserError {
  const [first, ...others] = wrong
  return new UserError(first?.message ?? '', {
    ...(first === undefined ? {} : { where: first.where }),
    details: others.slice(0, 5).map(({ where, message }) => `${where}: ${message}`),
    next: file.endsWith('.json')
      ? 'JSON is {"key": value, …}: a comma between two, every bracket closed.'
      : 'YAML is "key: value" lines; what belongs under a key is indented by two spaces.',
  })
}
