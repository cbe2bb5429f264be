import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { Piscina } from 'piscina'
import type { Chunk } from '../../activations/store/chunk.ts'
import { messageOf, UserError } from '../../base/errors.ts'
import { HalfOverflow } from '../../base/float16.ts'
import { type Trouble, troubleOf } from '../../engine/trouble.ts'
import type { EngineName } from '../../trial/engine-names.ts'
import type { Outcome, Report } from '../../trial/job.ts'
import { Lost } from '../lost.ts'
import type {
  ChunkEnd,
  EngineFacts,
  EngineRefusal,
  FoldMessage,
  LatencyEnd,
  Networks,
  Task,
  TrainFold,
  WorkerState,
} from './tasks.ts'

/** Warm workers, one engine each. Folds are stopped by a shared flag: aborting a task would cost its worker. */
export interface Pool {
  readonly engine: EngineFacts
  readonly workers: number
  busy(): number
  /** Rejects with `Lost` where the rows may come right at another try, with `HalfOverflow` where they need float32. */
  activate(chunk: Chunk): Promise<void>
  /** Milliseconds of one image through each, or why they cannot be told. To be asked while nothing else is done. */
  latencies(networks: Networks, size: number, classes: number): Promise<LatencyEnd>
  /** Trains folds one after another in one worker. Each gets its outcome as soon as it ends; none is rejected. */
  train(folds: readonly FoldOrder[]): Training[]
  close(): Promise<void>
}

export interface OrderHooks {
  /** A worker has taken it. */
  readonly onBegin?: () => void
  readonly onReport: (report: Report) => void
}

export interface FoldOrder extends OrderHooks {
  readonly inputs: TrainFold
}

export interface Training {
  readonly outcome: Promise<Outcome>
  stop(): void
}

export interface PoolOptions {
  readonly engine: EngineName | 'auto'
  readonly workers: number
  readonly threads: number
  /** For each; where its JavaScript heap ends. */
  readonly workerBytes?: number | undefined
  /** No worker has an engine any more: only another process can help. */
  readonly onBroken?: (reason: string) => void
}

/** Starts one worker to settle which engine it is, then the others with that engine. */
export async function createPool(options: PoolOptions): Promise<Pool> {
  const { engine: wanted, workers, threads, workerBytes, onBroken } = options
  const piscina = new Piscina({
    filename: new URL('./worker.js', import.meta.url).href,
    minThreads: workers,
    maxThreads: workers,
    idleTimeout: Number.POSITIVE_INFINITY,
    concurrentTasksPerWorker: 1,
    atomics: 'disabled',
    ...(workerBytes === undefined ? {} : { resourceLimits: heapLimits(workerBytes) }),
  })
  const start = async (name: EngineName | 'auto'): Promise<EngineFacts> => {
    const answer: EngineFacts | EngineRefusal = await piscina.run({
      kind: 'start',
      engine: name,
      threads,
    } satisfies Task)
    if (!('refused' in answer)) return answer
    const { refused, next } = answer
    throw new UserError(refused, { where: `engine ${name}`, ...(next === undefined ? {} : { next }) })
  }
  const engine = await start(wanted)
  await Promise.all(Array.from({ length: workers }, () => start(engine.name)))
  const common = { engine: engine.name, threads }
  let busy = 0
  const broken = new Map<number, string>()
  piscina.on('message', ({ worker, broken: reason }: WorkerState) => {
    if (reason === undefined) broken.delete(worker)
    else broken.set(worker, reason)
    if (reason !== undefined && broken.size >= workers) onBroken?.(reason)
  })

  /** Has a worker do a task that tells by a port. Gives why nothing more will be told, once all that was told is heard. */
  async function give<Message>(
    taskWith: (port: MessagePort) => Task,
    hear: (message: Message) => void,
  ): Promise<Trouble> {
    const { port1, port2 } = new MessageChannel()
    port1.on('message', hear)
    const heard = new Promise<void>(resolve => port1.once('close', resolve))
    busy++
    const [end] = await Promise.allSettled([piscina.run(taskWith(port2), { transferList: [port2] })])
    busy--
    // It is still here if no worker took it.
    port2.close()
    await heard
    if (end.status === 'fulfilled')
      return { cause: 'lost', error: 'the worker ended the task without an outcome' }
    return troubleOf(end.reason) ?? { cause: 'lost', error: messageOf(end.reason) }
  }

  function activate(chunk: Chunk): Promise<void> {
    return new Promise((resolve, reject) => {
      const hear = (end: ChunkEnd) => {
        if ('isDone' in end) resolve()
        else if ('lost' in end) reject(new Lost(end.lost))
        else if ('overflow' in end) reject(new HalfOverflow(end.overflow))
        else reject(new Error(end.error))
      }
      void give<ChunkEnd>(port => ({ kind: 'activate', ...common, ...chunk, port }), hear).then(trouble =>
        reject(new Lost(trouble)),
      )
    })
  }

  function latencies(networks: Networks, size: number, classes: number): Promise<LatencyEnd> {
    return new Promise(resolve => {
      const taskWith = (port: MessagePort): Task => ({
        kind: 'latency',
        ...common,
        networks,
        size,
        classes,
        port,
      })
      void give<LatencyEnd>(taskWith, resolve).then(({ error }) => resolve({ error }))
    })
  }

  function train(orders: readonly FoldOrder[]): Training[] {
    const stops = new Int32Array(new SharedArrayBuffer(4 * orders.length))
    const begun = performance.now()
    const ends: ((outcome: Outcome) => void)[] = []
    const epochs = orders.map(() => 0)
    const hear = (message: FoldMessage) => {
      const { place } = message
      if ('outcome' in message) ends[place]?.(message.outcome)
      else if ('begun' in message) orders[place]?.onBegin?.()
      else {
        epochs[place] = message.report.epoch
        orders[place]?.onReport(message.report)
      }
    }
    const folds = orders.map(({ inputs }) => inputs)
    const over = give<FoldMessage>(port => ({ kind: 'train', ...common, folds, port, stops }), hear)
    return orders.map((_, place) => ({
      outcome: new Promise<Outcome>(resolve => {
        ends[place] = resolve
        void over.then(trouble => {
          const spent = { epochs: epochs[place] ?? 0, seconds: (performance.now() - begun) / 1000 }
          resolve({ status: 'failed', ...trouble, ...spent })
        })
      }),
      stop: () => void Atomics.store(stops, place, 1),
    }))
  }

  return {
    engine,
    workers,
    busy: () => busy,
    activate,
    latencies,
    train,
    close: () => piscina.destroy(),
  }
}

/** What a worker has beside its engine is small, and needs some however little there is. */
function heapLimits(bytes: number): { maxOldGenerationSizeMb: number } {
  return { maxOldGenerationSizeMb: Math.round(Math.min(4096, Math.max(128, bytes / 1024 ** 2))) }
}
