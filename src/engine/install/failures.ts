import { UserError } from '../../base/errors.ts'

interface Known {
  readonly pattern: RegExp
  readonly reason: string
  readonly next: string
}

/** What the programs print when a machine lacks something; the first that is found counts. */
const known: readonly Known[] = [
  {
    pattern: /ENOSPC|No space left on device|Disk quota exceeded/i,
    reason: 'the disk is full',
    next: 'make room, or name a folder on another disk: NIGHTSWEEP_CACHE=<folder> nightsweep engine install',
  },
  {
    pattern: /EACCES|EPERM|EROFS|Permission denied|Read-only file system/i,
    reason: 'a folder must not be written',
    next: 'name a folder of your own: NIGHTSWEEP_CACHE=<folder> nightsweep engine install',
  },
  {
    pattern: /ensurepip is not|No module named '?(venv|ensurepip)/i,
    reason: 'this Python cannot make virtual environments',
    next: 'apt install python3-venv, or name another Python: nightsweep engine install --python <file>',
  },
  {
    pattern:
      /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|getaddrinfo|name resolution|Name or service not known|Failed to establish a new connection|Network is unreachable|ProxyError|CERTIFICATE_VERIFY_FAILED|unable to get local issuer/i,
    reason: 'the network does not answer',
    next: 'check network and proxy (HTTPS_PROXY, pip config, npm config registry), then repeat: nightsweep engine install',
  },
  {
    pattern: /No matching distribution found|Could not find a version that satisfies/i,
    reason: 'pip found no TensorFlow for this Python and processor',
    next: 'name a Python that TensorFlow has wheels for (3.10 to 3.13): nightsweep engine install --python <file>',
  },
  {
    pattern: /Could not find any Python installation/i,
    reason: 'node-gyp found no Python',
    next: 'apt install python3, or name one: nightsweep engine install --python <file>',
  },
  {
    pattern:
      /not found: make|make: not found|(g\+\+|c\+\+|cc|gcc|clang): (No such file|not found|command not found)|xcode-select/i,
    reason: 'there is no C++ compiler',
    next: 'apt install g++ make (macOS: xcode-select --install), then repeat: nightsweep engine install',
  },
  {
    pattern: /Killed signal terminated program|ended by SIGKILL|Out of memory|ENOMEM/i,
    reason: 'the machine ran out of memory',
    next: 'close other programs, then repeat: nightsweep engine install',
  },
]

/** A failed program as an error that says what to do: a known reason, or the last lines that it printed. */
export function failure(what: string, output: string, logFile: string): UserError {
  const match = known.find(({ pattern }) => pattern.test(output))
  return new UserError(`${what} failed: ${match?.reason ?? 'see below'}`, {
    details: [...tellingLines(output), `everything it printed is in ${logFile}`],
    next: match?.next ?? 'mend what the last lines name, then repeat: nightsweep engine install',
  })
}

/** The lines that say "error", or the last ones. */
function tellingLines(output: string): string[] {
  const lines = output.split(/[\r\n]+/).filter(line => line.trim() !== '')
  const errors = lines.filter(
    line => /\berror\b|\bfatal\b|ERR!/i.test(line) && !/ERR! (cwd|node|System|command)/.test(line),
  )
  return (errors.length > 0 ? errors : lines).slice(-4).map(line => line.trim().slice(0, 200))
}
