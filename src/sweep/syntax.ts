import { type Document, isAlias, isCollection, visit } from 'yaml'
import { wrongKeys } from './extent.ts'
import type { SyntaxProblem } from './syntax-problem.ts'

/** The parser's errors in a newcomer's words, one a line of the file. */
export function explainSyntax(document: Document, text: string): SyntaxProblem[] {
  // One slip throws the parser off: what it says about the lines after the first of a kind is noise.
  const first = document.errors.filter(
    ({ code }, i) => !cascading.has(code) || document.errors.findIndex(other => other.code === code) === i,
  )
  const parsed = first.map(({ code, pos, message }) => ({
    isQuote: isOpenQuote(code, message),
    offset: isOpenQuote(code, message) ? lastQuoteIn(document, pos[0]) : pos[0],
    message: explain(code, message, text, pos[0]),
  }))
  const keys = wrongKeys(document).map(problem => ({ ...problem, isQuote: false }))
  const problems = [...parsed, ...keys].sort((a, b) => a.offset - b.offset)
  const comment = problems.length > 0 ? swallowingComment(document, text) : undefined
  if (comment !== undefined) return [comment]
  // After an open quote the rest of the file is read as text.
  const quote = problems.find(({ isQuote }) => isQuote)
  if (quote !== undefined) return [quote]
  if (problems.length > 0)
    return problems.filter(({ offset }, i) => problems.findIndex(other => other.offset === offset) === i)
  if (document.contents === null)
    return [{ offset: 0, message: 'the file is empty: it needs at least data, space and budget' }]
  return danglingAliases(document)
}

const cascading = new Set([
  'BAD_INDENT',
  'BLOCK_AS_IMPLICIT_KEY',
  'MISSING_CHAR',
  'MULTILINE_IMPLICIT_KEY',
  'UNEXPECTED_TOKEN',
])

const isOpenQuote = (code: string, message: string) => code === 'MISSING_CHAR' && message.includes('quote')

/** One that begins within brackets, in the middle of a name, and takes their end along. */
function swallowingComment(document: Document, text: string): SyntaxProblem | undefined {
  let found: SyntaxProblem | undefined
  visit(document, {
    Scalar(_, { type, range }, ancestors) {
      if (type !== 'PLAIN' || !range || !ancestors.some(node => isCollection(node) && node.flow)) return
      const [, before] = /^([ \t]+)#.*[\]}]/.exec(text.slice(range[1])) ?? []
      if (before === undefined) return
      const message =
        'a comment begins here and takes the closing bracket along: put quotes around a value with # in it'
      found ??= { offset: range[1] + before.length, message }
    },
  })
  return found
}

/** Where the quoted text begins that runs up to `end`. */
function lastQuoteIn(document: Document, end: number): number {
  let start = end
  visit(document, {
    Scalar(_, { type, range }) {
      if (type?.startsWith('QUOTE') && range && range[1] >= end - 1) start = range[0]
    },
  })
  return start
}

function explain(code: string, message: string, text: string, offset: number): string {
  const line = lineAt(text, offset)
  switch (code) {
    case 'RESOURCE_EXHAUSTION':
      return 'what begins here is nested too deeply to be read'
    case 'TAB_AS_INDENT':
      return 'a tab at the start of a line: YAML is indented with spaces'
    case 'BAD_INDENT':
      return `a bracket is not closed before this line, or the line is not indented far enough`
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
      if (/^\s*\w+ *[[{]/.test(line)) return 'a colon and a space are missing after the key'
      return line.split(': ').length > 2
        ? 'a second colon in one line: put quotes around the value, or the inner key on its own line'
        : 'the next line is indented deeper, but this key already has a value'
    case 'MISSING_CHAR':
      return whatIsMissing(message)
    case 'MULTIPLE_DOCS':
      return 'a second document begins here (---): a file holds one sweep'
    case 'BAD_SCALAR_START':
      return `a value cannot begin with ${JSON.stringify(text.charAt(offset))}: put quotes around it`
    default:
      return /\$\{/.test(line)
        ? 'an environment variable inside { } or [ ] needs quotes around it'
        : 'what stands here cannot be read: look for a missing comma, a missing quote or a stray bracket'
  }
}

function whatIsMissing(message: string): string {
  if (message.includes('quote')) return 'a quote is opened but not closed'
  if (message.includes('Missing ,')) return 'a comma is missing before this'
  if (message.includes('space after')) return 'a space is missing after the colon'
  if (message.includes('Implicit map keys'))
    return 'this line is no "key: value": a colon and a space are missing'
  const closing = /end with a ([\]}])$/.exec(message)?.[1]
  if (closing !== undefined) return `a bracket is opened but not closed: ${closing} is missing`
  return `something is missing here: ${message.charAt(0).toLowerCase()}${message.slice(1)}`
}

function lineAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  return text.slice(start).split('\n', 1)[0] ?? ''
}

function danglingAliases(document: Document): SyntaxProblem[] {
  const problems: SyntaxProblem[] = []
  visit(document, {
    Alias(_, node) {
      if (isAlias(node) && node.resolve(document) === undefined)
        problems.push({
          offset: node.range?.[0] ?? 0,
          message: `*${node.source} refers to nothing: put quotes around a value that begins with *`,
        })
    },
  })
  return problems
}
