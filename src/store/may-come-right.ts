import { codeOf } from '../base/file-errors.ts'

/**
 * Errors of a disk that is full, of a quota that is used up, of a drive that is away for a while, of too many open files.
 * All else stays as it is: a folder that was deleted, a lock that another process has.
 */
const passing: ReadonlySet<string> = new Set([
  'ENOSPC',
  'EDQUOT',
  'EIO',
  'ESTALE',
  'EROFS',
  'EMFILE',
  'ENFILE',
  'ENOMEM',
  'ENOBUFS',
  'EAGAIN',
  'EBUSY',
  'ETIMEDOUT',
  'ENOTCONN',
  'EHOSTDOWN',
  'EHOSTUNREACH',
])

/** The system's code of an error in writing that may be gone a moment later; undefined: it will not. */
export function passingCode(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) if (passing.has(codeOf(at))) return codeOf(at)
  return undefined
}
