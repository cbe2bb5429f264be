/**
 * The first key that occurs twice in one object of a JSON text, which `JSON.parse` would keep silent about. The text
 * must be valid JSON.
 */
export function duplicateKey(json: string): string | undefined {
  const open: (Set<string> | undefined)[] = []
  for (const [token, colon] of tokens(json)) {
    if (token === '{') open.push(new Set())
    else if (token === '[') open.push(undefined)
    else if (token === '}' || token === ']') open.pop()
    else if (colon) {
      const key: unknown = JSON.parse(token)
      const keys = open.at(-1)
      if (typeof key !== 'string' || keys === undefined) continue
      if (keys.has(key)) return key
      keys.add(key)
    }
  }
  return undefined
}

/** Brackets and strings; a string with a colon after it is a key. */
function* tokens(json: string): Generator<[token: string, colon: boolean]> {
  for (const [, bracket, text, colon] of json.matchAll(/([{}[\]])|("(?:[^"\\]|\\.)*")\s*(:?)/g))
    yield [bracket ?? text ?? '', colon === ':']
}
