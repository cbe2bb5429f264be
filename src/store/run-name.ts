import { UserError } from '../base/errors.ts'

/** Bytes; file systems allow 255 for a name. */
const longest = 200

/** A run's name is a folder's name, on every system, and can be typed after a command without looking like a flag. */
export function checkRunName(name: string): void {
  const rule = brokenRule(name)
  if (rule === undefined) return
  const better = suggest(name)
  throw new UserError(`"${name}" cannot be a run's name: ${rule}`, {
    where: 'name',
    next: better === undefined ? 'Give one with --name.' : `For example --name ${better}`,
  })
}

/** `flowers` → `flowers-2`, the first that is not taken. */
export function nextFreeName(name: string, taken: ReadonlySet<string>): string {
  for (let number = 2; ; number++) if (!taken.has(`${name}-${number}`)) return `${name}-${number}`
}

function brokenRule(name: string): string | undefined {
  if (name === '') return 'it is empty'
  if (Buffer.byteLength(name) > longest) return `it is longer than ${longest} bytes`
  if (/[/\\]/.test(name)) return 'it is a path; a name has no slashes'
  if (/[:*?"<>|]/.test(name) || /\p{Cc}/u.test(name))
    return 'it has a character that a folder cannot have everywhere (: * ? " < > |)'
  if (/^[. -]/.test(name)) return 'it begins with a dot, a dash or a space'
  if (/[. ]$/.test(name)) return 'it ends with a dot or a space'
  if (/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(name)) return 'Windows reserves it'
  return undefined
}

function suggest(name: string): string | undefined {
  const plain = name
    .replaceAll(/[^\p{L}\p{N}\p{M}._-]+/gu, '-')
    .replaceAll(/^[._-]+|[._-]+$/g, '')
    .slice(0, 50)
  return plain === '' || brokenRule(plain) !== undefined ? undefined : plain
}
