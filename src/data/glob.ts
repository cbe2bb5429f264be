/**
 * Whether a path with `/` between folders is matched, or a folder above it. `*` and `?` stand for characters of one name,
 * `**` for any folders, `{a,b}` for one of several, `[abc]` for one character; `\` takes a sign as it is. Capitals and
 * the form of accents do not count.
 */
export function globMatcher(pattern: string): (file: string) => boolean {
  const plain = pattern.normalize('NFC').replace(/^\.?\/+|\/+$/g, '')
  const expression = new RegExp(`^${translate(plain)}(?:/.*)?$`, 'isu')
  return file => expression.test(file.normalize('NFC'))
}

/** The pattern that matches this name and no other. */
export const literalGlob = (name: string) => name.replaceAll(/[*?{}[\]\\]/g, '\\$&')

const tokens = /\/\*\*$|\*\*\/|\*+|\?|\{([^{}]*)\}|\[(!?)([^\]/]+)\]|\\(.)|(.)/gsu

function translate(pattern: string): string {
  return pattern.replaceAll(
    tokens,
    (token, choice?: string, not?: string, set?: string, escaped?: string, other?: string) => {
      if (token === '/**') return ''
      if (token === '**/') return '(?:.*/)?'
      if (token === '**') return '.*'
      if (choice !== undefined) return `(?:${choice.split(',').map(translate).join('|')})`
      if (set !== undefined) return `[${not === '' ? '' : '^'}${set.replaceAll(/[\\^[&~]/g, '\\$&')}]`
      if (token === '?') return '[^/]'
      if (token.startsWith('*')) return '[^/]*'
      return literally(escaped ?? other ?? '')
    },
  )
}

const literally = (text: string) => text.replaceAll(/[\^$\\.*+?()[\]{}|/]/g, '\\$&')
