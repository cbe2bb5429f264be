import { type ChildProcess, fork } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import type { Environment } from './cache-folder.ts'
import { visibleLines } from './visible.ts'

const lastLinesMs = 500

/** How a process ended without being asked. */
export interface ChildEnd {
  readonly code: number | null
  readonly signal: string | null
  /** The last line it printed; may be empty. */
  readonly lastLine: string
}

export interface ChildOptions<From> {
  readonly entry: URL
  /** What the process is, for the reason of its death. */
  readonly name?: string
  /** Added to this process's own variables. */
  readonly env: Environment
  /** Where what native code prints goes; nothing of it may reach a dashboard. */
  readonly logFile: string | undefined
  onMessage(message: From): void
  /** Called once, with the reason in words, when the process has ended without being asked. */
  onDeath(reason: string, end: ChildEnd): void
}

export interface Child<To> {
  send(message: To): void
  /** Asks it to end, then insists after `graceMs`. */
  close(graceMs: number): Promise<void>
}

/**
 * Starts a child process with typed messages, `{ type: 'close' }` the last; its last printed lines explain a crash. One
 * that a hang-up of the terminal ends before it can listen to signals is started again.
 */
export function startChild<To extends object, From>({
  entry,
  name = 'host',
  env,
  logFile,
  onMessage,
  onDeath,
}: ChildOptions<From>): Child<To> {
  /** For one that takes its place; undefined when it has spoken, and so listens. */
  let unheard: To[] | undefined = []
  let closing = false
  let settle = () => {}
  const ended = new Promise<void>(resolve => {
    settle = resolve
  })
  let process = launch()

  function launch(): ChildProcess {
    const child = fork(entry, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: inheritedFlags(globalThis.process.execArgv),
      env: { ...globalThis.process.env, ...env },
    })
    const lastLines = collect(child, logFile)
    const end = (code: number | null, signal: string | null, lines = lastLines()) => {
      const lastLine = lines.at(-1) ?? ''
      if (!closing) onDeath(explainEnd(name, code, signal, lines), { code, signal, lastLine })
      closing = true
      settle()
    }
    child.once('exit', (code, signal) => {
      if (signal === 'SIGHUP' && unheard !== undefined && !closing) {
        process = launch()
        for (const message of unheard) process.send(message)
        return
      }
      // What it printed last may still be on its way; a process of its own may hold the pipe open.
      const timer = setTimeout(() => end(code, signal), lastLinesMs)
      child.once('close', () => {
        clearTimeout(timer)
        end(code, signal)
      })
    })
    child.on('error', error => {
      if (child.pid === undefined) end(null, null, [error.message])
    })
    child.on('message', message => {
      unheard = undefined
      onMessage(message as From)
    })
    return child
  }

  return {
    send(message) {
      unheard?.push(message)
      if (process.connected) process.send(message)
    },
    close: async graceMs => {
      closing = true
      if (process.connected) process.send({ type: 'close' })
      const timer = setTimeout(() => process.kill('SIGKILL'), graceMs)
      await ended
      clearTimeout(timer)
    },
  }
}

/** Node's own flags; not where they say that the program is in them (`node --input-type=module -e …`). */
const inheritedFlags = (flags: readonly string[]) =>
  flags.some(flag => /^(-e|-p|-pe|--eval|--print|--input-type)\b/.test(flag)) ? [] : [...flags]

function collect(process: ChildProcess, logFile: string | undefined): () => string[] {
  const log = logFile === undefined ? undefined : createWriteStream(logFile, { flags: 'a' })
  log?.on('error', () => undefined)
  let tail = ''
  for (const stream of [process.stdout, process.stderr]) {
    stream?.setEncoding('utf8')
    stream?.on('data', (printed: string) => {
      const text = visibleLines(printed)
      log?.write(text)
      tail = (tail + text).slice(-2000)
    })
  }
  process.once('close', () => log?.end())
  return () => tail.trim().split('\n').slice(-3)
}

function explainEnd(name: string, code: number | null, signal: string | null, lines: string[]): string {
  const words = lines.join(' | ')
  if (code === null && signal === null) return `the ${name} process could not start (${words})`
  const how = signal === null ? `exit code ${code}` : `signal ${signal}`
  const memory = signal === 'SIGKILL' ? ', often a sign that the machine ran out of memory' : ''
  return `the ${name} process ended with ${how}${memory}${words === '' ? '' : ` (${words})`}`
}
