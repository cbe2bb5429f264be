/**
 * Whether a path with `/` between folders is matched, or a folder above it. `*` and `?` stand for characters of one name,
 * `**` for any folders, `{a,b}` for one of several, `[abc]` for one character; `\` takes a sign as it is. Capitals and
 * the form of accents do not count. The time grows with pattern and path, never with their powers: a pattern may come from
 * a stranger's file.
 */
export function globMatcher(pattern: string): (file: string) => boolean {
  const parts = partsOf(pattern.normalize('NFC').replace(/^\.?\/+|\/+$/g, ''))
  return file => {
    const text = Array.from(file.normalize('NFC'))
    return advance(parts, text, [0]).some(end => end === text.length || text[end] === '/')
  }
}

/** Not where a range runs backwards, as in `[z-a]`. */
export function isGlob(pattern: string): boolean {
  try {
    globMatcher(pattern)
    return true
  } catch {
    return false
  }
}

/** The pattern that matches this name and no other. */
export const literalGlob = (name: string) => name.replaceAll(/[*?{}[\]\\]/g, '\\$&')

/** One character, any of one name, any at all, any folders or none, or one of several. */
type Part =
  | { readonly kind: 'character'; is(character: string): boolean }
  | { readonly kind: 'name' | 'all' | 'folders' }
  | { readonly kind: 'choice'; readonly of: readonly (readonly Part[])[] }

const tokens = /\/\*\*$|\*\*\/|\*+|\?|\{([^{}]*)\}|\[(!?)([^\]/]+)\]|\\(.)|(.)/gsu

function partsOf(pattern: string): readonly Part[] {
  return [...pattern.matchAll(tokens)].flatMap(([token, choice, not, set, escaped, other]): Part[] => {
    if (token === '/**') return []
    if (token === '**/') return [{ kind: 'folders' }]
    if (token === '**') return [{ kind: 'all' }]
    if (choice !== undefined) return [{ kind: 'choice', of: choice.split(',').map(partsOf) }]
    if (set !== undefined) return [oneOf(`[${not === '' ? '' : '^'}${set.replaceAll(/[\\^[&~]/g, '\\$&')}]`)]
    if (token === '?') return [{ kind: 'character', is: character => character !== '/' }]
    if (token.startsWith('*')) return [{ kind: 'name' }]
    return [oneOf((escaped ?? other ?? '').replace(/[\^$\\.*+?()[\]{}|/]/, '\\$&'))]
  })
}

function oneOf(expression: string): Part {
  const compiled = new RegExp(`^${expression}$`, 'isu')
  return { kind: 'character', is: character => compiled.test(character) }
}

/** Where in the text one can be after these parts, having begun at one of these places; both in ascending order. */
function advance(
  parts: readonly Part[],
  text: readonly string[],
  starts: readonly number[],
): readonly number[] {
  let places = starts
  for (const part of parts) {
    if (places.length === 0) return places
    places = step(part, text, places)
  }
  return places
}

function step(part: Part, text: readonly string[], places: readonly number[]): readonly number[] {
  switch (part.kind) {
    case 'character':
      return places.filter(at => at < text.length && part.is(text[at] ?? '')).map(at => at + 1)
    case 'choice': {
      const ends = part.of.flatMap(parts => advance(parts, text, places))
      return [...new Set(ends)].sort((a, b) => a - b)
    }
    default:
      return reached(part.kind, text, places)
  }
}

/** A star goes on from wherever it can begin, so that one walk along the text finds all its ends. */
function reached(
  kind: 'name' | 'all' | 'folders',
  text: readonly string[],
  places: readonly number[],
): readonly number[] {
  const begins = new Set(places)
  const ends: number[] = []
  let isInside = false
  for (let at = places[0] ?? 0; at <= text.length; at++) {
    if (kind === 'name' && text[at - 1] === '/') isInside = false
    const isEnd = kind === 'folders' ? isInside && text[at - 1] === '/' : isInside
    isInside ||= begins.has(at)
    if (isEnd || begins.has(at)) ends.push(at)
  }
  return ends
}
