import { type Document, isAlias, isMap, isScalar, isSeq, visit } from 'yaml'
import type { SyntaxProblem } from './syntax-problem.ts'

/** Places where `<<` would merge what is no mapping. https://yaml.org/type/merge.html */
export function wrongMerges(document: Document): SyntaxProblem[] {
  const found: SyntaxProblem[] = []
  const isSource = (node: unknown): boolean =>
    isMap(node) || (isAlias(node) && isSource(node.resolve(document)))
  visit(document, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || typeof key.value !== 'symbol') return
      const target = isAlias(value) ? value.resolve(document) : value
      if (isSource(target) || (isSeq(target) && target.items.every(isSource))) return
      found.push({
        offset: key.range?.[0] ?? 0,
        message: '<< takes in the keys of a mapping: *name of one, or a list of them',
      })
    },
  })
  return found
}
