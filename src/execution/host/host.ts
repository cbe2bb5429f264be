import type { PassFacts } from '../../activations/pass-facts.ts'
import { type Child, startChild } from '../../base/child.ts'
import { UserError } from '../../base/errors.ts'
import type { Progress } from '../../base/progress.ts'
import { tensorflowEnvironment } from '../../engine/environment.ts'
import type { Answer, FoldJob, Outcome, Report } from '../../trial/job.ts'
import type { Executor } from '../executor.ts'
import { slotsOf } from '../pool/slots.ts'
import type { FoldTable, FromHost, Load, Opened, Opening, ToHost } from './messages.ts'

export interface HostOptions {
  readonly opening: Opening
  readonly threads: number
  readonly logFile?: string
  readonly onProgress?: (progress: Progress) => void
  readonly onLoad?: (load: Load) => void
  /** Images went through frozen layers, to be kept. */
  readonly onPass?: (facts: PassFacts) => void
  /** What the person should read in the morning. */
  readonly onNote?: (level: 'info' | 'warning', text: string) => void
  /** The host process ended by itself; its folds come back as lost and the next one starts a new process. */
  readonly onDeath?: (reason: string) => void
  /** The compiled `host-process.js`; another one only in tests. */
  readonly entry?: URL
  /** Aborting while the host is still opening ends it and rejects. */
  readonly signal?: AbortSignal
}

/** An executor whose folds run in a supervised child process: a native crash costs a fold, not the night. */
export interface Host extends Executor {
  readonly opened: Opened
  /** Must be called once before the first `run`. */
  setFolds(table: FoldTable): void
}

interface Running {
  readonly onReport: (report: Report) => Answer
  readonly resolve: (outcome: Outcome) => void
  readonly startedAt: number
  epochs: number
}

const graceMs = 3000

/** Starts the child, decodes the images, starts the engine in every worker. Throws UserError if that cannot be. */
export async function openHost(options: HostOptions): Promise<Host> {
  const host = createHost(options)
  const abandon = () => void host.close()
  options.signal?.addEventListener('abort', abandon)
  const opened = await host
    .ensureOpen()
    .catch(async (error: unknown) => {
      // A host that refused still lives, and would keep this process alive too.
      await host.close()
      throw error
    })
    .finally(() => options.signal?.removeEventListener('abort', abandon))
  const { run, setFolds, close } = host
  return { opened, capacity: opened.workers, slotsOf, run, setFolds, close }
}

function createHost({
  opening,
  threads,
  logFile,
  onProgress,
  onLoad,
  onNote,
  onPass,
  onDeath,
  entry,
}: HostOptions) {
  const running = new Map<number, Running>()
  let nextId = 0
  let child: Child<ToHost> | undefined
  let opened: Promise<Opened> | undefined
  let folds: FoldTable | undefined
  let closed = false
  let settleOpening: { resolve(opened: Opened): void; reject(error: Error): void } | undefined

  function ensureOpen(): Promise<Opened> {
    opened ??= new Promise<Opened>((resolve, reject) => {
      settleOpening = { resolve, reject }
      child = startChild<ToHost, FromHost>({
        entry: entry ?? new URL('./main.js', import.meta.url),
        env: tensorflowEnvironment(threads),
        logFile,
        onMessage: receive,
        onDeath: die,
      })
      child.send({ type: 'open', opening })
      if (folds !== undefined) child.send({ type: 'folds', table: folds })
    })
    return opened
  }

  function receive(message: FromHost): void {
    if (message.type === 'progress') onProgress?.(message.progress)
    else if (message.type === 'load') onLoad?.(message.load)
    else if (message.type === 'pass') onPass?.(message.facts)
    else if (message.type === 'note') onNote?.(message.level, message.text)
    else if (message.type === 'opened') settleOpening?.resolve(message.opened)
    else if (message.type === 'refused') settleOpening?.reject(refusalOf(message))
    else if (message.type === 'report') judge(message.id, message.report)
    else if (message.type === 'outcome') finish(message.id, message.outcome)
    else message satisfies never
  }

  function judge(id: number, report: Report): void {
    const entry = running.get(id)
    if (entry === undefined) return
    entry.epochs = report.epoch
    const answer = entry.onReport(report)
    if (answer === 'stop') child?.send({ type: 'answer', id, answer })
  }

  function finish(id: number, outcome: Outcome): void {
    const entry = running.get(id)
    running.delete(id)
    entry?.resolve(outcome)
  }

  function die(reason: string): void {
    child = undefined
    opened = undefined
    settleOpening?.reject(new Error(reason))
    onDeath?.(reason)
    for (const [id, { epochs, startedAt }] of [...running])
      finish(id, {
        status: 'failed',
        error: reason,
        lost: true,
        epochs,
        seconds: (Date.now() - startedAt) / 1000,
      })
  }

  async function run(job: FoldJob, onReport: (report: Report) => Answer): Promise<Outcome> {
    const startedAt = Date.now()
    if (closed) return { status: 'stopped', epochs: 0, seconds: 0 }
    try {
      await ensureOpen()
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error)
      return {
        status: 'failed',
        error: text,
        lost: true,
        epochs: 0,
        seconds: (Date.now() - startedAt) / 1000,
      }
    }
    if (closed) return { status: 'stopped', epochs: 0, seconds: 0 }
    return new Promise(resolve => {
      const id = nextId++
      running.set(id, { onReport, resolve, startedAt, epochs: 0 })
      child?.send({ type: 'run', id, job })
    })
  }

  async function close(): Promise<void> {
    closed = true
    settleOpening?.reject(new Error('interrupted'))
    for (const [id, { epochs, startedAt }] of [...running])
      finish(id, { status: 'stopped', epochs, seconds: (Date.now() - startedAt) / 1000 })
    await child?.close(graceMs)
    child = undefined
  }

  function setFolds(table: FoldTable): void {
    folds = table
    child?.send({ type: 'folds', table })
  }

  return { ensureOpen, run, setFolds, close }
}

function refusalOf({ message, next, details }: Extract<FromHost, { type: 'refused' }>): UserError {
  return new UserError(message, { details, ...(next === undefined ? {} : { next }) })
}
