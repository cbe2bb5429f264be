/** What a worker of the pool does with its tasks, one after another, on one warm engine. */
import { setTimeout } from 'node:timers/promises'
import { createActivator } from '../../activations/activator.ts'
import { passImages } from '../../activations/pass.ts'
import type { Chunk } from '../../activations/store/chunk.ts'
import { messageOf } from '../../base/errors.ts'
import { HalfOverflow } from '../../base/float16.ts'
import { EngineUnavailable } from '../../engine/engine.ts'
import { type Trouble, troubleOf } from '../../engine/trouble.ts'
import { failureBy } from '../../training/failure.ts'
import { type FoldHooks, type FoldInput, trainFold } from '../../training/fold.ts'
import type { Cause, Failure, Outcome, Spent } from '../../trial/job.ts'
import { measureLatencies } from './latency.ts'
import { slotsOf } from './slots.ts'
import type {
  ActivateTask,
  ChunkEnd,
  EngineFacts,
  EngineRefusal,
  FoldMessage,
  LatencyEnd,
  LatencyTask,
  Task,
  TrainFold,
  TrainTask,
} from './tasks.ts'
import type { WarmEngine } from './warm-engine.ts'

export interface Workplace {
  readonly warm: WarmEngine
  /** Its number, from 1. */
  readonly worker: number
  /** There is no engine, and why; undefined when there is one again. */
  onBroken(reason: string | undefined): void
  /** Before an engine is tried again; twice as long each time. */
  readonly firstPauseMs?: number
}

const mostPauseMs = 60_000

/**
 * What became of the work is told before the engine is looked after. A task ends only when there is an engine for the
 * next one: a worker without would fail its folds faster than all others, and so get them all.
 */
export function createWork({ warm, worker, onBroken, firstPauseMs = 1000 }: Workplace) {
  const activator = createActivator()
  /** Images at once through frozen layers; fewer from then on, where the memory had no room. */
  let passSize = passImages

  async function work(task: Task): Promise<EngineFacts | EngineRefusal | undefined> {
    if (task.kind === 'start') return start()
    const broken = await brokenBy(task)
    if (broken !== undefined) await untilRepaired(broken)
    return undefined
  }

  function brokenBy(task: ActivateTask | LatencyTask | TrainTask): Promise<string | undefined> {
    if (task.kind === 'activate') return activate(task)
    return task.kind === 'latency' ? latency(task) : train(task)
  }

  async function latency({ networks, size, classes, port }: LatencyTask): Promise<string | undefined> {
    const broken = await renew()
    const measuring =
      broken === undefined ? measureLatencies(networks, size, classes) : Promise.reject(broken)
    const end = await measuring.then(
      (milliseconds): LatencyEnd => ({ milliseconds }),
      (error: unknown): LatencyEnd => ({ error: messageOf(error) }),
    )
    const trouble = await warm.judge('error' in end ? 'error' : undefined)
    port.postMessage(trouble === undefined ? end : ({ error: trouble.error } satisfies LatencyEnd))
    port.close()
    await warm.trim()
    return broken ?? renew()
  }

  async function start(): Promise<EngineFacts | EngineRefusal> {
    try {
      const { name, version, device, isGpu } = await warm.get()
      return { name, version, device, isGpu }
    } catch (error) {
      return { refused: messageOf(error), next: error instanceof EngineUnavailable ? error.next : undefined }
    }
  }

  async function activate({ port, ...chunk }: ActivateTask): Promise<string | undefined> {
    let broken = await renew()
    let end: ChunkEnd = broken === undefined ? await endOf(chunk) : { lost: noEngine(broken) }
    while (isShort(end) && passSize > 1 && broken === undefined) {
      passSize = Math.ceil(passSize / 2)
      broken = await renew()
      if (broken === undefined) end = await endOf(chunk)
    }
    port.postMessage(end satisfies ChunkEnd)
    port.close()
    return broken ?? renew()
  }

  async function endOf(chunk: Chunk): Promise<ChunkEnd> {
    const [run] = await Promise.allSettled([activator.run(chunk, passSize)])
    const reason: unknown = run.status === 'rejected' ? run.reason : undefined
    const known = troubleOf(reason)
    const trouble = await warm.judge(reason === undefined ? undefined : (known?.cause ?? 'error'))
    const lost = trouble ?? known
    if (lost !== undefined) return { lost }
    if (reason instanceof HalfOverflow) return { overflow: reason.value }
    return reason === undefined ? { isDone: true } : { error: messageOf(reason) }
  }

  async function train({ folds, port, stops }: TrainTask): Promise<string | undefined> {
    const tell = (message: FoldMessage) => port.postMessage(message)
    try {
      activator.dispose()
    } catch {
      warm.distrust()
    }
    let broken = await renew()
    for (const [place, inputs] of folds.entries()) {
      const hooks: FoldHooks = {
        onReport: report => tell({ place, report }),
        shouldStop: () => Atomics.load(stops, place) === 1,
      }
      tell({ place, begun: true })
      const outcome = await trainOne(inputs, hooks, broken)
      tell({ place, outcome: { ...outcome, worker } })
      if (broken !== undefined) continue
      await warm.trim()
      broken = await renew()
    }
    port.close()
    return broken
  }

  async function trainOne(fold: TrainFold, hooks: FoldHooks, broken: string | undefined): Promise<Outcome> {
    const nothing = { epochs: 0, seconds: 0 }
    if (hooks.shouldStop()) return { status: 'stopped', ...nothing }
    if (broken !== undefined) return { status: 'failed', ...failureBy(noEngine(broken)), ...nothing }
    const outcome = await trainFold(inputOf(fold), hooks)
    const trouble = await warm.judge(outcome.status === 'failed' ? suspicionOf(outcome, fold) : undefined)
    return trouble === undefined ? outcome : failed(trouble, outcome)
  }

  const renew = () => warm.renew(activator.forget)

  async function untilRepaired(reason: string): Promise<void> {
    onBroken(reason)
    for (let ms = firstPauseMs; ; ms = Math.min(2 * ms, mostPauseMs)) {
      await setTimeout(ms)
      if ((await renew()) === undefined) break
    }
    onBroken(undefined)
  }

  return work
}

const isShort = (end: ChunkEnd): boolean => 'lost' in end && end.lost.cause === 'outOfMemory'

const noEngine = (reason: string): Trouble => ({ cause: 'lost', error: `there is no other (${reason})` })

/** A head that diverges has not used the engine. */
function suspicionOf({ cause }: Failure, { job }: TrainFold): Cause | undefined {
  return cause === 'diverged' && slotsOf(job.recipe) < 1 ? undefined : cause
}

/** Whatever the fold itself thought of it. */
function failed(trouble: Trouble, { epochs, seconds }: Spent): Failure {
  return { status: 'failed', ...failureBy(trouble, epochs + 1), epochs, seconds }
}

function inputOf({ features, activations, pixels, views, ...rest }: TrainFold): FoldInput {
  const images = {
    ...(features === undefined ? {} : { features }),
    ...(activations === undefined ? {} : { activations }),
    ...(pixels === undefined ? {} : { pixels }),
    ...(views === undefined ? {} : { views }),
  }
  return { ...rest, images }
}
