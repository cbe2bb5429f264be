import { type Child, type ChildEnd, startChild } from '../../base/child.ts'
import { fromPlain, messageOf, UserError } from '../../base/errors.ts'
import { memoryKills } from '../../base/memory-kills.ts'
import { tensorflowEnvironment } from '../../engine/environment.ts'
import { heapEnvironment } from '../../engine/heap-size.ts'
import type { FoldJob, Report } from '../../trial/job.ts'
import type { StartedFold } from '../executor.ts'
import { causeOfDeath } from './cause-of-death.ts'
import { changedImages } from './changed-images.ts'
import { createFoldsInFlight } from './folds-in-flight.ts'
import type { HostOptions } from './host-options.ts'
import { ImagesAway, imagesAway } from './images-away.ts'
import type { FoldTable, FromHost, Opened, ToHost } from './messages.ts'
import { type OpeningWatch, StuckOpening, watchOpening } from './opening-watch.ts'
import { createRenewal } from './renewal.ts'
import { waitForImages } from './wait-for-images.ts'

const graceMs = 3000

/** A process that dies while it opens again, or gets stuck while it opens, is started so often. */
const mostOpenings = 3

/** By a signal: somebody's, the system's for want of memory, or its own after a crash. */
class Killed extends Error {}

/** One host process after the other, each in the place of one that has died, hung or grown; and the folds that they are given. */
export function createHost(options: HostOptions) {
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
  let watch: OpeningWatch | undefined
  let stuck: StuckOpening | undefined
  const seen = { isOpen: false, heard: 0, moved: 0 }
  /** It has opened on other images, and says so itself: whether they are only away is being looked at. */
  let isInDoubt = false
  const closing = new AbortController()
  let kills: number | undefined
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
    seen.isOpen = false
    renewal.begin()
    await old?.close(graceMs)
  }

  /** What went wrong at first will go wrong again, but for a drive that was away and a process that was killed. */
  const openFirst = () => openPatiently(error => error instanceof StuckOpening || error instanceof Killed)

  /** A process that died is replaced. */
  async function reopen(): Promise<void> {
    if (renewal.isDue && refusal === undefined)
      renewing ??= renew().finally(() => {
        renewing = undefined
      })
    await renewing
    if (!isClosed) await openPatiently(error => !(error instanceof UserError))
  }

  /** The open host; tried again, unless one process after the other fails before it is open. */
  async function openPatiently(mayHelp: (error: unknown) => boolean): Promise<Opened> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await open()
      } catch (error) {
        if (error instanceof ImagesAway && !isClosed) {
          attempt = 0
          continue
        }
        if (isClosed || !mayHelp(error)) throw error
        if (attempt >= mostOpenings)
          throw error instanceof StuckOpening ? error.asFinal(attempt, opening.dataset.root) : error
      }
    }
  }

  async function openOnce(): Promise<Opened> {
    if (first !== undefined) await waitForImages(opening.dataset, closing.signal, options.images ?? {})
    if (isClosed) throw new Error('interrupted')
    const opened = new Promise<Opened>((resolve, reject) => {
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
    } else void refuseOthers(first, opened)
  }

  /** Those that went away while they were read come back; what has changed does not. */
  async function refuseOthers(before: Opened, opened: Opened): Promise<void> {
    isInDoubt = true
    const away = await imagesAway(opening.dataset)
    isInDoubt = false
    if (away === undefined)
      return refuse(
        new UserError('the images have changed while the sweep was running', {
          where: opening.dataset.root,
          details: changedImages(before, opened),
          next: 'Restore them, then go on with `nightsweep resume`; no finished fold is lost.',
        }),
      )
    const blind = child
    child = undefined
    ready = undefined
    settleOpening?.reject(new ImagesAway(away))
    await blind?.close(graceMs)
  }

  function receive(message: FromHost): void {
    seen.heard++
    if (message.type === 'progress') {
      move()
      onProgress?.(message.progress)
    } else if (message.type === 'load') {
      renewal.memoryIs(message.load.memoryBytes)
      onLoad?.(message.load)
    } else if (message.type === 'pass') onPass?.(message.facts)
    else if (message.type === 'note') onNote?.(message.level, message.text)
    else if (message.type === 'weights') {
      const problem = options.onWeights?.(message.weights)
      if (problem !== undefined) refuse(problem)
    } else if (message.type === 'opened') admit(message.opened)
    else if (message.type === 'refused' && isInDoubt) return
    else if (message.type === 'refused') refuse(fromPlain(message.error))
    else if (message.type === 'begun') inFlight.begin(message.id)
    else if (message.type === 'report') inFlight.report(message.id, message.report)
    else if (message.type === 'outcome') {
      renewal.foldEnded()
      inFlight.end(message.id, message.outcome)
    } else message satisfies never
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

  function die(reason: string, end: ChildEnd): void {
    child = undefined
    ready = undefined
    refusal = undefined
    seen.isOpen = false
    settleOpening?.reject(stuck ?? (end.signal === null ? new Error(reason) : new Killed(reason)))
    stuck = undefined
    onDeath?.(reason)
    const why = causeOfDeath(end, { before: kills, after: memoryKills() })
    inFlight.lose(reason, end.isOurs ? { cause: why.cause } : why)
  }

  function start(job: FoldJob, onReport: (report: Report) => void, onBegin?: () => void): StartedFold {
    const fold = inFlight.add(onReport, onBegin)
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
    closing.abort()
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
