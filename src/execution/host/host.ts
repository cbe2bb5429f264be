import type { PassFacts } from '../../activations/pass-facts.ts'
import { type Child, startChild } from '../../base/child.ts'
import { fromPlain, messageOf, UserError } from '../../base/errors.ts'
import type { Progress } from '../../base/progress.ts'
import type { Pulse } from '../../base/pulse.ts'
import { tensorflowEnvironment } from '../../engine/environment.ts'
import type { FoldJob, Report } from '../../trial/job.ts'
import type { Executor, StartedFold } from '../executor.ts'
import { slotsOf } from '../pool/slots.ts'
import { changedImages } from './changed-images.ts'
import { createFoldsInFlight } from './folds-in-flight.ts'
import type { FoldTable, FromHost, Load, Opened, Opening, ToHost } from './messages.ts'
import { type OpeningWatch, StuckOpening, watchOpening } from './opening-watch.ts'

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
  /** The host process ended by itself; its folds come back as lost and a new process is started. */
  readonly onDeath?: (reason: string) => void
  /** The compiled `main.js`; another one only in tests. */
  readonly entry?: URL
  /** Without one, an opening that gets stuck is not noticed. */
  readonly pulse?: Pulse | undefined
  /** How long an opening may be quiet. */
  readonly quietestMs?: number
  /** Aborting while the host is still opening ends it and rejects. */
  readonly signal?: AbortSignal
}

/** An executor whose folds run in a supervised child process: a native crash costs a fold, not the night. */
export interface Host extends Required<Executor> {
  readonly opened: Opened
  /** Must be called once before the first `start`. */
  setFolds(table: FoldTable): void
}

const graceMs = 3000

/** A process that dies while it opens again, or gets stuck while it opens, is started so often. */
const mostOpenings = 3

/** Starts the child, decodes the images, starts the engine in every worker. Throws UserError if that cannot be. */
export async function openHost(options: HostOptions): Promise<Host> {
  const host = createHost(options)
  const abandon = () => void host.close()
  options.signal?.addEventListener('abort', abandon)
  const opened = await host
    .openFirst()
    .catch(async (error: unknown) => {
      // A host that refused still lives, and would keep this process alive too.
      await host.close()
      throw error
    })
    .finally(() => options.signal?.removeEventListener('abort', abandon))
  const { openFirst: _, ...rest } = host
  return { opened, capacity: opened.workers, slotsOf, ...rest }
}

function createHost(options: HostOptions) {
  const { opening, threads, logFile, onProgress, onLoad, onNote, onPass, onDeath } = options
  const entry = options.entry ?? new URL('./main.js', import.meta.url)
  const inFlight = createFoldsInFlight()
  let child: Child<ToHost> | undefined
  let ready: Promise<Opened> | undefined
  let first: Opened | undefined
  let refusal: UserError | undefined
  let folds: FoldTable | undefined
  let isClosed = false
  let watch: OpeningWatch | undefined
  let stuck: StuckOpening | undefined
  const seen = { isOpen: false, heard: 0, moved: 0 }
  let settleOpening: { resolve(opened: Opened): void; reject(error: Error): void } | undefined

  function open(): Promise<Opened> {
    ready ??= openOnce()
    return ready
  }

  /** Whatever went wrong at first will go wrong again, but for a drive that was away. */
  const openFirst = () => openPatiently(error => error instanceof StuckOpening)
  /** A process that died is replaced. */
  const reopen = () => openPatiently(error => !(error instanceof UserError))

  /** The open host; tried again, unless one process after the other fails before it is open. */
  async function openPatiently(mayHelp: (error: unknown) => boolean): Promise<Opened> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await open()
      } catch (error) {
        if (isClosed || !mayHelp(error)) throw error
        if (attempt >= mostOpenings)
          throw error instanceof StuckOpening ? error.asFinal(attempt, opening.dataset.root) : error
      }
    }
  }

  function openOnce(): Promise<Opened> {
    const opened = new Promise<Opened>((resolve, reject) => {
      settleOpening = { resolve, reject }
      child = startChild<ToHost, FromHost>({
        entry,
        env: tensorflowEnvironment(threads),
        logFile,
        onMessage: receive,
        onDeath: die,
      })
      // Who opens again knows the duplicates and latencies already.
      child.send({
        type: 'open',
        opening: first === undefined ? opening : { ...opening, findDuplicates: false, networks: [] },
      })
      if (folds !== undefined) child.send({ type: 'folds', table: folds })
    })
    const watched = watchOpening(
      options.pulse,
      error => {
        stuck = error
        child?.kill(error.message)
      },
      options.quietestMs,
    )
    watch = watched
    return opened.finally(watched.end)
  }

  /** Folds are lists of places among the images: on other images they would mean something else. */
  function admit(opened: Opened): void {
    first ??= opened
    if (opened.imagesHash === first.imagesHash) {
      seen.isOpen = true
      settleOpening?.resolve(opened)
    } else
      refuse(
        new UserError('the images have changed while the sweep was running', {
          where: opening.dataset.root,
          details: changedImages(first, opened),
          next: 'Restore them, then go on with `nightsweep resume`; no finished fold is lost.',
        }),
      )
  }

  function receive(message: FromHost): void {
    seen.heard++
    if (message.type === 'progress') {
      move()
      onProgress?.(message.progress)
    } else if (message.type === 'load') onLoad?.(message.load)
    else if (message.type === 'pass') onPass?.(message.facts)
    else if (message.type === 'note') onNote?.(message.level, message.text)
    else if (message.type === 'opened') admit(message.opened)
    else if (message.type === 'refused') refuse(fromPlain(message.error))
    else if (message.type === 'begun') inFlight.begin(message.id)
    else if (message.type === 'report') inFlight.report(message.id, message.report)
    else if (message.type === 'outcome') inFlight.end(message.id, message.outcome)
    else message satisfies never
  }

  function move(): void {
    seen.moved++
    watch?.moved()
  }

  /** No fold can be run, unless this process dies and another one opens. */
  function refuse(error: UserError): void {
    refusal ??= error
    settleOpening?.reject(refusal)
    ready = Promise.reject(refusal)
    ready.catch(() => undefined)
    inFlight.refuseAll(refusal)
  }

  function die(reason: string): void {
    child = undefined
    ready = undefined
    refusal = undefined
    seen.isOpen = false
    settleOpening?.reject(stuck ?? new Error(reason))
    stuck = undefined
    onDeath?.(reason)
    inFlight.lose(reason)
  }

  function start(job: FoldJob, onReport: (report: Report) => void, onBegin?: () => void): StartedFold {
    const fold = inFlight.add(onReport, onBegin)
    const stop = (reason: string) => {
      if (inFlight.stop(fold.id, reason)) child?.send({ type: 'stop', id: fold.id })
    }
    if (isClosed) inFlight.stop(fold.id)
    else
      reopen().then(
        () => {
          if (isClosed || !fold.send()) return
          child?.send({ type: 'run', id: fold.id, job })
        },
        (error: unknown) =>
          inFlight.refuse(fold.id, error instanceof Error ? error : new Error(messageOf(error))),
      )
    return { outcome: fold.outcome, stop }
  }

  async function close(): Promise<void> {
    isClosed = true
    settleOpening?.reject(new Error('interrupted'))
    inFlight.stopAll()
    await child?.close(graceMs)
    child = undefined
  }

  function setFolds(table: FoldTable): void {
    folds = table
    child?.send({ type: 'folds', table })
  }

  return {
    openFirst,
    start,
    setFolds,
    vitals: () => ({ pid: child?.pid, ...seen }),
    restart: (reason: string) => child?.kill(reason),
    close,
  }
}
