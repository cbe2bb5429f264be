/** The pool's worker: one warm engine, tasks one after another. Piscina calls the default export. */
import { threadId } from 'node:worker_threads'
import { createActivator } from '../../activations/activator.ts'
import { messageOf } from '../../base/errors.ts'
import { EngineUnavailable } from '../../engine/engine.ts'
import { loadEngine } from '../../engine/index.ts'
import { type FoldHooks, trainFold } from '../../training/fold.ts'
import type { Outcome } from '../../trial/job.ts'
import type {
  ActivateTask,
  EngineFacts,
  EngineRefusal,
  FoldMessage,
  LostRows,
  Task,
  TrainFold,
  TrainTask,
} from './tasks.ts'
import { createWarmEngine, type WarmEngine } from './warm-engine.ts'

const activator = createActivator()
let engine: WarmEngine | undefined

export default async function work(task: Task): Promise<EngineFacts | EngineRefusal | LostRows | undefined> {
  engine ??= createWarmEngine(() => loadEngine(task.engine, { threads: task.threads }))
  if (task.kind === 'start') return start(engine)
  if (task.kind === 'activate') return activate(task, engine)
  return train(task, engine)
}

async function start(warm: WarmEngine): Promise<EngineFacts | EngineRefusal> {
  try {
    const { name, version, device, isGpu } = await warm.get()
    return { name, version, device, isGpu }
  } catch (error) {
    return { refused: messageOf(error), next: error instanceof EngineUnavailable ? error.next : undefined }
  }
}

async function activate(task: ActivateTask, warm: WarmEngine): Promise<LostRows | undefined> {
  await warm.get()
  const [run] = await Promise.allSettled([activator.run(task)])
  const lost = await warm.check(activator.dispose)
  if (lost !== undefined) return { lost }
  if (run.status === 'rejected') throw run.reason
  return undefined
}

async function train({ folds, port, stops }: TrainTask, warm: WarmEngine): Promise<undefined> {
  activator.dispose()
  const tell = (message: FoldMessage) => port.postMessage(message)
  try {
    for (const [fold, inputs] of folds.entries()) {
      await warm.get()
      const outcome = await trainOne(inputs, {
        onReport: report => tell({ fold, report }),
        shouldStop: () => Atomics.load(stops, fold) === 1,
      })
      const lost = await warm.check()
      await warm.trim()
      tell({
        fold,
        outcome: { ...(lost === undefined ? outcome : lostWith(lost, outcome)), worker: threadId },
      })
    }
  } finally {
    port.close()
  }
}

/** Whatever the fold itself thought of it. */
function lostWith(error: string, { epochs, seconds }: Outcome): Outcome {
  return { status: 'failed', cause: 'lost', error, epochs, seconds }
}

async function trainOne(
  { features, activations, pixels, views, ...rest }: TrainFold,
  hooks: FoldHooks,
): Promise<Outcome> {
  if (hooks.shouldStop()) return { status: 'stopped', epochs: 0, seconds: 0 }
  const images = {
    ...(features === undefined ? {} : { features }),
    ...(activations === undefined ? {} : { activations }),
    ...(pixels === undefined ? {} : { pixels }),
    ...(views === undefined ? {} : { views }),
  }
  return trainFold({ ...rest, images }, hooks)
}
