import path from 'node:path'

/** Why a path of a table or of a file of folds cannot be used as it is. */
export type PathTrouble = 'empty' | 'url' | 'absolute' | 'outside'

/**
 * The ways to read a path as somebody wrote it, likeliest first: without `./` and spaces around it, with `/` between
 * folders. Names may begin with spaces and have a backslash in them, so those readings come before.
 */
export function readingsOf(written: string): readonly string[] {
  const text = written.trim()
  if (text === '') return []
  const exact = text === written ? [] : [written]
  if (!/\\|\/\/|\.\/|\/\.+$/.test(text)) return [...exact, text]
  const plain = path.posix.normalize(text)
  const slashed = text.includes('\\') ? [path.posix.normalize(text.replaceAll('\\', '/'))] : []
  return [...exact, plain, ...slashed]
}

/** What forbids a path that should lie inside a folder; undefined where nothing does. */
export function troubleOf(written: string): PathTrouble | undefined {
  const own = readingsOf(written).at(-1)
  if (own === undefined) return 'empty'
  if (/^[a-z][a-z0-9+.-]+:\/+/i.test(written.trim())) return 'url'
  if (isAbsolute(own)) return 'absolute'
  return own === '..' || own.startsWith('../') ? 'outside' : undefined
}

/** Also with a drive of Windows. */
export const isAbsolute = (file: string) => file.startsWith('/') || /^[a-z]:/i.test(file)

/** Composed letters, so that é equals e with an accent after it. */
export const composed = (file: string) => file.normalize('NFC')
