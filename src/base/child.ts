import { type ChildProcess, fork } from 'node:child_process'
import { createWriteStream } from 'node:fs'

export interface ChildOptions<From> {
  readonly entry: URL
  /** Added to this process's own variables. */
  readonly env: Readonly<Record<string, string>>
  /** Where what native code prints goes; nothing of it may reach a dashboard. */
  readonly logFile: string | undefined
  onMessage(message: From): void
  /** Called once, with the reason in words, when the process has ended without being asked. */
  onDeath(reason: string): void
}

export interface Child<To> {
  send(message: To): void
  /** Asks it to end, then insists after `graceMs`. */
  close(graceMs: number): Promise<void>
}

/** Starts a child process with typed messages, `{ type: 'close' }` the last; its last printed lines explain a crash. */
export function startChild<To extends object, From>({
  entry,
  env,
  logFile,
  onMessage,
  onDeath,
}: ChildOptions<From>): Child<To> {
  const process = fork(entry, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...globalThis.process.env, ...env },
  })
  const lastWords = collect(process, logFile)
  let closing = false
  const ended = new Promise<void>(resolve => {
    process.once('exit', (code, signal) => {
      if (!closing) onDeath(explainEnd(code, signal, lastWords()))
      resolve()
    })
  })
  process.on('message', message => onMessage(message as From))
  process.on('error', () => undefined)
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

function collect(process: ChildProcess, logFile: string | undefined): () => string {
  const log = logFile === undefined ? undefined : createWriteStream(logFile, { flags: 'a' })
  log?.on('error', () => undefined)
  let tail = ''
  for (const stream of [process.stdout, process.stderr]) {
    stream?.setEncoding('utf8')
    stream?.on('data', (text: string) => {
      log?.write(text)
      tail = (tail + text).slice(-2000)
    })
  }
  process.once('close', () => log?.end())
  return () => tail.trim().split('\n').slice(-3).join(' | ')
}

function explainEnd(code: number | null, signal: string | null, lastWords: string): string {
  const how = signal === null ? `exit code ${code}` : `signal ${signal}`
  const memory = signal === 'SIGKILL' ? ', often a sign that the machine ran out of memory' : ''
  return `the host process ended with ${how}${memory}${lastWords === '' ? '' : ` (${lastWords})`}`
}
