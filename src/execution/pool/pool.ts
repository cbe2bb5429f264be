import { MessageChannel } from 'node:worker_threads'
import { Piscina } from 'piscina'
import type { Chunk } from '../../activations/store/chunk.ts'
import { UserError } from '../../base/errors.ts'
import type { EngineName } from '../../trial/engine-names.ts'
import type { Outcome, Report } from '../../trial/job.ts'
import { Lost } from '../lost.ts'
import type { EngineFacts, EngineRefusal, FoldMessage, LostRows, Task, TrainFold } from './tasks.ts'

/** Warm workers, one engine each. Folds are stopped by a shared flag: aborting a task would cost its worker. */
export interface Pool {
  readonly engine: EngineFacts
  readonly workers: number
  busy(): number
  /** Rejects with `Lost` where the rows may come right at another try. */
  activate(chunk: Chunk): Promise<void>
  /** Trains folds one after another in one worker. Each gets its outcome as soon as it ends. */
  train(folds: readonly FoldOrder[]): Training[]
  close(): Promise<void>
}

export interface FoldOrder {
  readonly inputs: TrainFold
  readonly onReport: (report: Report) => void
}

export interface Training {
  readonly outcome: Promise<Outcome>
  stop(): void
}

export interface PoolOptions {
  readonly engine: EngineName | 'auto'
  readonly workers: number
  readonly threads: number
}

/** Starts one worker to settle which engine it is, then the others with that engine. */
export async function createPool({ engine: wanted, workers, threads }: PoolOptions): Promise<Pool> {
  const piscina = new Piscina({
    filename: new URL('./worker.js', import.meta.url).href,
    minThreads: workers,
    maxThreads: workers,
    idleTimeout: Number.POSITIVE_INFINITY,
    concurrentTasksPerWorker: 1,
    atomics: 'disabled',
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

  async function counted<T>(work: Promise<T>): Promise<T> {
    busy++
    try {
      return await work
    } finally {
      busy--
    }
  }

  async function activate(chunk: Chunk): Promise<void> {
    const full = { kind: 'activate', ...common, ...chunk } satisfies Task
    const rows: LostRows | undefined = await counted(piscina.run(full))
    if (rows !== undefined) throw new Lost(rows.lost)
  }

  function train(orders: readonly FoldOrder[]): Training[] {
    const { port1, port2 } = new MessageChannel()
    const stops = new Int32Array(new SharedArrayBuffer(4 * orders.length))
    const ends: ((outcome: Outcome) => void)[] = []
    port1.on('message', (message: FoldMessage) => {
      if ('report' in message) orders[message.fold]?.onReport(message.report)
      else ends[message.fold]?.(message.outcome)
    })
    const drained = new Promise<void>(resolve => port1.once('close', resolve))
    const folds = orders.map(({ inputs }) => inputs)
    const task = { kind: 'train', ...common, folds, port: port2, stops } satisfies Task
    const over = counted(piscina.run(task, { transferList: [port2] }))
      .then(() => drained)
      .finally(() => port1.close())
    return orders.map((_, fold) => ({
      outcome: new Promise<Outcome>((resolve, reject) => {
        ends[fold] = resolve
        over.then(() => reject(new Error('the worker ended the fold without an outcome')), reject)
      }),
      stop: () => void Atomics.store(stops, fold, 1),
    }))
  }

  return {
    engine,
    workers,
    busy: () => busy,
    activate,
    train,
    close: () => piscina.destroy(),
  }
}
