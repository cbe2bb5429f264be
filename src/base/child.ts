import { type ChildProcess, fork } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import type { Environment } from './cache-folder.ts'

const lastLinesMs = 500

/** How a process ended without being asked. */
export interface ChildEnd {
  readonly code: number | null
  readonly signal: string | null
  /** The last line it printed; may be empty. */
  readonly lastLine: string
  /** The last line in which its runtime says what it cannot go on for, which a stack may follow; may be empty. */
  readonly fatal: string
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

/** Starts a child process with typed messages, `{ type: 'close' }` the last; its last printed lines explain a crash. */
export function startChild<To extends object, From>({
  entry,
  name = 'host',
  env,
  logFile,
  onMessage,
  onDeath,
}: ChildOptions<From>): Child<To> {
  const process = fork(entry, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: inheritedFlags(globalThis.process.execArgv),
    env: { ...globalThis.process.env, ...env },
  })
  const printed = collect(process, logFile)
  let closing = false
  const ended = new Promise<void>(resolve => {
    const end = (code: number | null, signal: string | null, lines = printed.lastLines()) => {
      const lastLine = lines.at(-1) ?? ''
      const fatal = printed.fatal()
      const words = fatal === '' ? lines : [fatal]
      if (!closing) onDeath(explainEnd(name, code, signal, words), { code, signal, lastLine, fatal })
      closing = true
      resolve()
    }
    process.once('exit', (code, signal) => {
      // What it printed last may still be on its way; a process of its own may hold the pipe open.
      const timer = setTimeout(() => end(code, signal), lastLinesMs)
      process.once('close', () => {
        clearTimeout(timer)
        end(code, signal)
      })
    })
    process.on('error', error => {
      if (process.pid === undefined) end(null, null, [error.message])
    })
  })
  process.on('message', message => onMessage(message as From))
  return {
    send: message => void (process.connected && process.send(message)),
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

/** V8 (`node::OnFatalError`), the C++ runtime (an exception that nobody catches), glibc. */
const fatalLine = /^.*(?:FATAL ERROR: |terminate called |\bstd::bad_alloc\b|^ {2}what\(\): ).*$/gm

function collect(process: ChildProcess, logFile: string | undefined) {
  const log = logFile === undefined ? undefined : createWriteStream(logFile, { flags: 'a' })
  log?.on('error', () => undefined)
  let [tail, fatal] = ['', '']
  for (const stream of [process.stdout, process.stderr]) {
    stream?.setEncoding('utf8')
    stream?.on('data', (text: string) => {
      log?.write(text)
      fatal = (tail + text).match(fatalLine)?.at(-1)?.trim() ?? fatal
      tail = (tail + text).slice(-2000)
    })
  }
  process.once('close', () => log?.end())
  return { lastLines: () => tail.trim().split('\n').slice(-3), fatal: () => fatal }
}

function explainEnd(name: string, code: number | null, signal: string | null, lines: string[]): string {
  const words = lines.join(' | ')
  if (code === null && signal === null) return `the ${name} process could not start (${words})`
  const how = signal === null ? `exit code ${code}` : `signal ${signal}`
  const memory = signal === 'SIGKILL' ? ', often a sign that the machine ran out of memory' : ''
  return `the ${name} process ended with ${how}${memory}${words === '' ? '' : ` (${words})`}`
}
