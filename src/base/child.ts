import { type ChildProcess, fork } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import type { Environment } from './cache-folder.ts'
import { visibleLines } from './visible.ts'

const lastLinesMs = 500

/** A process that waits for a drive that is away cannot even be killed: after that it is left to itself. */
const killedMs = 5000

/** How a process ended without being asked. */
export interface ChildEnd {
  readonly code: number | null
  readonly signal: string | null
  /** It was ended by `kill`. */
  readonly isOurs: boolean
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
  readonly pid: number | undefined
  /** Asks it to end, then insists after `graceMs`. */
  close(graceMs: number): Promise<void>
  /** Ends it at once, as if it had died for this reason. */
  kill(reason: string): void
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
  let killedFor: string | undefined
  let settle = () => {}
  let leave = () => {}
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
    const printed = collect(child, logFile)
    const end = (code: number | null, signal: string | null, lines = printed.lastLines()) => {
      const lastLine = lines.at(-1) ?? ''
      const fatal = printed.fatal()
      const words = fatal === '' ? lines : [fatal]
      if (!closing)
        onDeath(killedFor ?? explainEnd(name, code, signal, words), {
          code,
          signal,
          isOurs: killedFor !== undefined,
          lastLine,
          fatal,
        })
      closing = true
      settle()
    }
    // Stopped by a signal (SIGSTOP), it would not see that this process is gone, and stay for ever.
    const wake = () => void child.kill('SIGCONT')
    globalThis.process.once('exit', wake)
    child.once('exit', () => globalThis.process.off('exit', wake))
    leave = () => end(null, 'SIGKILL')
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
      if (killedFor === undefined) onMessage(message as From)
    })
    return child
  }

  /** It keeps nothing alive any more, should it never end. */
  function abandon(): void {
    process.unref()
    process.channel?.unref()
    for (const stream of [process.stdout, process.stderr]) stream?.destroy()
    leave()
  }

  return {
    get pid() {
      return process.pid
    },
    send(message) {
      unheard?.push(message)
      if (process.connected) process.send(message)
    },
    close: async graceMs => {
      closing = true
      if (process.connected) process.send({ type: 'close' })
      const timers = [
        setTimeout(() => process.kill('SIGKILL'), graceMs),
        setTimeout(abandon, graceMs + killedMs),
      ]
      await ended
      for (const timer of timers) clearTimeout(timer)
    },
    kill(reason) {
      if (closing || killedFor !== undefined) return
      killedFor = reason
      process.kill('SIGKILL')
      const timer = setTimeout(abandon, killedMs)
      void ended.then(() => clearTimeout(timer))
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
    stream?.on('data', (printed: string) => {
      const text = visibleLines(printed)
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
