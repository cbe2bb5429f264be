import { type Document, isAlias, isMap, isScalar, isSeq, type Node, Scalar } from 'yaml'
import type { Finding, Path } from './finding.ts'

/** Where a key or a value stands in a document, or the deepest part of its path that is there. */
export function offsetOf(document: Document, at: Path, part: Finding['at']): number {
  let node: unknown = document.contents
  let offset = isNode(node) ? node.range?.[0] : 0
  for (const [depth, step] of at.entries()) {
    if (isAlias(node)) node = node.resolve(document)
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
      if (pair === undefined) break
      const key = isNode(pair.key) ? pair.key.range?.[0] : undefined
      const value = isNode(pair.value) ? pair.value.range?.[0] : undefined
      const isLast = depth === at.length - 1
      offset = isLast && part === 'value' && isFilled(pair.value) ? (value ?? key) : key
      node = pair.value
    } else if (isSeq(node)) {
      const item = node.items[Number(step)]
      if (!isNode(item)) break
      offset = item.range?.[0]
      node = item
    } else break
  }
  return offset ?? 0
}

/** The text of an unquoted value, as written; undefined for any other. */
export function tokenAt(document: Document, at: Path): string | undefined {
  const node = plainAt(document, at)
  return node?.source === '' ? undefined : node?.source
}

/** An unquoted value together with the comment that follows on its line. */
export function withCommentAt(document: Document, text: string, at: Path): string | undefined {
  const node = plainAt(document, at)
  if (node?.range == null) return undefined
  const [line = ''] = text.slice(node.range[0]).split(/\r?\n/, 1)
  const rest = line.slice(node.range[1] - node.range[0])
  return /^[ \t]+#/.test(rest) ? line.trimEnd() : undefined
}

function plainAt(document: Document, at: Path): Scalar | undefined {
  let node: unknown = document.contents
  for (const step of at) {
    if (isAlias(node)) node = node.resolve(document)
    if (isMap(node))
      node = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))?.value
    else node = isSeq(node) ? node.items[Number(step)] : undefined
  }
  if (isAlias(node)) node = node.resolve(document)
  return isScalar(node) && node.type === Scalar.PLAIN ? node : undefined
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'range' in value
const isFilled = (value: unknown) => !(isScalar(value) && value.value === null && value.source === '')
