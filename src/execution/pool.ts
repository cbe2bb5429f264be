import { MessageChannel } from 'node:worker_threads'
import { Piscina } from 'piscina'
import { UserError } from '../base/errors.ts'
import type { EngineName } from '../trial/engine-names.ts'
import type { Outcome, Report } from '../trial/job.ts'
import type { ActivateTask, EngineFacts, EngineRefusal, Task, TrainTask } from './tasks.ts'

type Bare<T extends Task> = Omit<T, 'kind' | 'engine' | 'threads' | 'port' | 'stop'>

/** Warm workers, one engine each. Folds are stopped by a shared flag: aborting a task would cost its worker. */
export interface Pool {
  readonly engine: EngineFacts
  readonly workers: number
  busy(): number
  activate(task: Bare<ActivateTask>): Promise<void>
  train(
    task: Bare<TrainTask>,
    onReport: (report: Report) => void,
  ): { outcome: Promise<Outcome>; stop(): void }
  close(): Promise<void>
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

  function train(task: Bare<TrainTask>, onReport: (report: Report) => void) {
    const { port1, port2 } = new MessageChannel()
    const stop = new Int32Array(new SharedArrayBuffer(4))
    port1.on('message', (report: Report) => onReport(report))
    const drained = new Promise<void>(resolve => port1.once('close', resolve))
    const run = piscina.run({ kind: 'train', ...common, ...task, port: port2, stop } satisfies Task, {
      transferList: [port2],
    })
    const outcome = counted(run as Promise<Outcome>)
      .then(async result => {
        await drained
        return result
      })
      .finally(() => port1.close())
    return { outcome, stop: () => void Atomics.store(stop, 0, 1) }
  }

  return {
    engine,
    workers,
    busy: () => busy,
    activate: task =>
      counted(piscina.run({ kind: 'activate', ...common, ...task } satisfies Task) as Promise<void>),
    train,
    close: () => piscina.destroy(),
  }
}
