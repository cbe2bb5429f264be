import type { PassFacts } from '../../activations/pass-facts.ts'
import { type Child, type ChildEnd, startChild } from '../../base/child.ts'
import { fromPlain, messageOf, UserError } from '../../base/errors.ts'
import { memoryKills } from '../../base/memory-kills.ts'
import type { Progress } from '../../base/progress.ts'
import { tensorflowEnvironment } from '../../engine/environment.ts'
import { heapEnvironment } from '../../engine/heap-size.ts'
import type { FoldJob, Report } from '../../trial/job.ts'
import type { Executor, StartedFold } from '../executor.ts'
import { slotsOf } from '../pool/slots.ts'
import { causeOfDeath } from './cause-of-death.ts'
import { changedImages } from './changed-images.ts'
import { createFoldsInFlight } from './folds-in-flight.ts'
import type { FoldTable, FromHost, Load, Opened, Opening, ToHost } from './messages.ts'
import { createRenewal, type RenewalRules } from './renewal.ts'

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
  /** When the process is replaced by a new one; it is not, unless given. */
  readonly renewal?: RenewalRules
  /** Aborting while the host is still opening ends it and rejects. */
  readonly signal?: AbortSignal
}

/** An executor whose folds run in a supervised child process: a native crash costs a fold, not the night. */
export interface Host extends Executor {
  readonly opened: Opened
  /** Must be called once before the first `start`. */
  setFolds(table: FoldTable): void
}

const graceMs = 3000

/** A process that dies while it opens again is started so often. */
const mostOpenings = 3

/** Starts the child, decodes the images, starts the engine in every worker. Throws UserError if that cannot be. */
export async function openHost(options: HostOptions): Promise<Host> {
  const host = createHost(options)
  const abandon = () => void host.close()
  options.signal?.addEventListener('abort', abandon)
  const opened = await host
    .open()
    .catch(async (error: unknown) => {
      // A host that refused still lives, and would keep this process alive too.
      await host.close()
      throw error
    })
    .finally(() => options.signal?.removeEventListener('abort', abandon))
  const { start, setFolds, close } = host
  return { opened, capacity: opened.workers, slotsOf, start, setFolds, close }
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
  const renewal = createRenewal(options.renewal ?? {})
  let renewing: Promise<void> | undefined
  let isClosed = false
  let kills = 0
  let settleOpening: { resolve(opened: Opened): void; reject(error: Error): void } | undefined

  function open(): Promise<Opened> {
    ready ??= openOnce()
    return ready
  }

  /** Once its folds have ended, the process gives way to a new one; those that come meanwhile wait for that. */
  async function renew(): Promise<void> {
    await inFlight.landed()
    const old = child
    child = undefined
    ready = undefined
    renewal.begin()
    await old?.close(graceMs)
  }

  /** The open host; a process that died is replaced, unless one after the other dies before it is open. */
  async function reopen(): Promise<void> {
    if (renewal.isDue && refusal === undefined)
      renewing ??= renew().finally(() => {
        renewing = undefined
      })
    await renewing
    if (isClosed) return
    for (let attempt = 1; ; attempt++) {
      try {
        await open()
        return
      } catch (error) {
        if (error instanceof UserError || isClosed || attempt >= mostOpenings) throw error
      }
    }
  }

  function openOnce(): Promise<Opened> {
    return new Promise<Opened>((resolve, reject) => {
      settleOpening = { resolve, reject }
      kills = memoryKills()
      child = startChild<ToHost, FromHost>({
        entry,
        env: { ...tensorflowEnvironment(threads), ...heapEnvironment(opening.workerBytes) },
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
  }

  /** Folds are lists of places among the images: on other images they would mean something else. */
  function admit(opened: Opened): void {
    first ??= opened
    if (opened.imagesHash === first.imagesHash) settleOpening?.resolve(opened)
    else
      refuse(
        new UserError('the images have changed while the sweep was running', {
          where: opening.dataset.root,
          details: changedImages(first, opened),
          next: 'Restore them, then go on with `nightsweep resume`; no finished fold is lost.',
        }),
      )
  }

  function receive(message: FromHost): void {
    if (message.type === 'progress') onProgress?.(message.progress)
    else if (message.type === 'load') {
      renewal.memoryIs(message.load.memoryBytes)
      onLoad?.(message.load)
    } else if (message.type === 'pass') onPass?.(message.facts)
    else if (message.type === 'note') onNote?.(message.level, message.text)
    else if (message.type === 'opened') admit(message.opened)
    else if (message.type === 'refused') refuse(fromPlain(message.error))
    else if (message.type === 'report') inFlight.report(message.id, message.report)
    else if (message.type === 'outcome') {
      renewal.foldEnded()
      inFlight.end(message.id, message.outcome)
    } else message satisfies never
  }

  /** No fold can be run, unless this process dies and another one opens. */
  function refuse(error: UserError): void {
    refusal ??= error
    settleOpening?.reject(refusal)
    ready = Promise.reject(refusal)
    ready.catch(() => undefined)
    inFlight.refuseAll(refusal)
  }

  function die(reason: string, end: ChildEnd): void {
    child = undefined
    ready = undefined
    refusal = undefined
    settleOpening?.reject(new Error(reason))
    onDeath?.(reason)
    inFlight.lose(reason, causeOfDeath(end, { before: kills, after: memoryKills() }))
  }

  function start(job: FoldJob, onReport: (report: Report) => void): StartedFold {
    const fold = inFlight.add(onReport)
    const stop = (reason: string) => {
      if (inFlight.stop(fold.id, reason)) child?.send({ type: 'stop', id: fold.id })
    }
    const send = async (): Promise<void> => {
      await reopen()
      if (isClosed) return
      // Another fold may have had the process replaced just now.
      if (child === undefined) return send()
      if (fold.send()) child.send({ type: 'run', id: fold.id, job })
    }
    if (isClosed) inFlight.stop(fold.id)
    else
      send().catch((error: unknown) =>
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

  return { open, start, setFolds, close }
}
