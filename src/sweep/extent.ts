import { CST, type Document, isAlias, isCollection, isNode, isPair, isScalar, Lexer, visit } from 'yaml'
import type { SyntaxProblem } from './syntax-problem.ts'

/** More than any sweep or queue of configs needs; what is longer is not read, as reading it would take minutes. */
export const mostBytes = 16_000_000
const mostTokens = 200_000
const mostAliases = 1000
/** Values and keys after every alias has become what it stands for. */
const mostExpanded = 200_000
const mostKeys = 1000

/** The first place where a text is too long to be parsed, in one look at its words and signs. */
export function tooLong(text: string): SyntaxProblem | undefined {
  let [offset, tokens, aliases] = [0, 0, 0]
  for (const token of new Lexer().lex(text)) {
    if (++tokens > mostTokens)
      return { offset, message: `up to here there are ${mostTokens} words and signs: a file holds no more` }
    const type = CST.tokenType(token)
    if (type === 'alias' && ++aliases > mostAliases)
      return { offset, message: `this is alias number ${aliases}: a file holds at most ${mostAliases}` }
    // The others are marks of the lexer's own, which are not in the text.
    if (type !== 'scalar' && type !== 'doc-mode' && type !== 'flow-error-end') offset += token.length
  }
  return undefined
}

/** The first alias at which a document, with all before it written out, has become too large: a few lines can be milliards. */
export function tooExpanded(document: Document): SyntaxProblem | undefined {
  const sizes = new Map<string, number>()
  let written = 0
  let found: SyntaxProblem | undefined
  const sizeOf = (node: unknown): number => {
    if (isAlias(node)) {
      const size = sizes.get(node.source) ?? 1
      written += size
      if (written > mostExpanded)
        found ??= {
          offset: node.range?.[0] ?? 0,
          message: `with *${node.source} written out the file has more than ${mostExpanded} values: aliases of aliases are not for that`,
        }
      return size
    }
    const inner = isPair(node) ? [node.key, node.value] : isCollection(node) ? node.items : []
    const size = inner.reduce<number>((sum, item) => sum + sizeOf(item), 1)
    written++
    if (isNode(node) && !isAlias(node) && 'anchor' in node && typeof node.anchor === 'string')
      sizes.set(node.anchor, size)
    return size
  }
  sizeOf(document.contents)
  return found
}

/** Mappings with a key twice, or with more keys than anything has; the parser's own look at keys takes their number squared. */
export function wrongKeys(document: Document): SyntaxProblem[] {
  const problems: SyntaxProblem[] = []
  visit(document, {
    Map(_, { items, range }) {
      if (items.length > mostKeys)
        problems.push({
          offset: range?.[0] ?? 0,
          message: `this mapping has ${items.length} keys: nothing here has more than ${mostKeys}`,
        })
      const known = new Set<unknown>()
      for (const { key } of items.slice(0, mostKeys)) {
        if (!isScalar(key) || key.value === '<<') continue
        if (known.has(key.value))
          problems.push({
            offset: key.range?.[0] ?? 0,
            message: `the key ${String(key.value)} is here a second time: keep one of the two`,
          })
        known.add(key.value)
      }
    },
  })
  return problems
}
