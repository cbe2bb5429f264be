import { type Document, isMap, isPair, isScalar, isSeq, type Node, parse, visit } from 'yaml'
import type { Finding, Path } from './finding.ts'

const variable = /\$?\$\{([A-Za-z_]\w*)(?::-([^}]*))?\}/g

/**
 * Puts environment variables into the values: `${NAME}`, or `${NAME:-default}` for when it is not set or empty;
 * `$${NAME}` is a name that has `${NAME}` in it.
 * `fromShell` has the paths (as JSON) of the values that begin with a variable that is set: a relative path in
 * it counts from where the person stands, not from the file.
 */
export function expandVariables(document: Document): { findings: Finding[]; fromShell: ReadonlySet<string> } {
  const findings: Finding[] = []
  const fromShell = new Set<string>()
  visit(document, {
    Scalar(key, node, ancestors) {
      if (key === 'key' || typeof node.value !== 'string' || !node.value.includes('${')) return
      const path = pathOf(ancestors.filter(isContainer), node)
      const text = node.value.replace(
        variable,
        (whole, name: string, fallback: string | undefined, offset: number) => {
          if (whole.startsWith('$$')) return whole.slice(1)
          const value = process.env[name]
          if (value !== undefined && value !== '') {
            if (offset === 0) fromShell.add(JSON.stringify(path))
            return value
          }
          if (fallback === undefined) findings.push({ path, at: 'value', message: notSet(name) })
          return fallback ?? whole
        },
      )
      node.source = text
      node.value = node.type === 'PLAIN' && text !== node.value ? plainValue(text) : text
    },
  })
  return { findings, fromShell }
}

const notSet = (name: string) =>
  `the environment variable ${name} is not set: export ${name}=…, or write \${${name}:-default}. Where it is part of a name, write $\${${name}}`

/** What an unquoted value means once expanded: `${TRIALS}` with 12 is a number. */
function plainValue(text: string): unknown {
  try {
    const value: unknown = parse(text)
    return typeof value === 'number' || typeof value === 'boolean' ? value : text
  } catch {
    return text
  }
}

const isContainer = (value: unknown) => isMap(value) || isSeq(value) || isPair(value)

function pathOf(ancestors: readonly unknown[], leaf: Node): Path {
  return ancestors.flatMap((ancestor, i): Path => {
    if (isPair(ancestor)) return isScalar(ancestor.key) ? [String(ancestor.key.value)] : []
    return isSeq(ancestor) ? [ancestor.items.indexOf(ancestors[i + 1] ?? leaf)] : []
  })
}
