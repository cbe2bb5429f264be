/** The pool's worker: one warm engine, tasks one after another. Piscina calls the default export. */
import { createActivator } from '../activations/activator.ts'
import { messageOf } from '../base/errors.ts'
import { type Engine, EngineUnavailable } from '../engine/engine.ts'
import { loadEngine } from '../engine/index.ts'
import { type FoldHooks, trainFold } from '../training/fold.ts'
import type { Outcome } from '../trial/job.ts'
import type {
  EngineFacts,
  EngineRefusal,
  FoldMessage,
  StartTask,
  Task,
  TrainFold,
  TrainTask,
} from './tasks.ts'

let engine: Promise<Engine> | undefined
const activator = createActivator()

export default async function work(task: Task): Promise<EngineFacts | EngineRefusal | undefined> {
  if (task.kind === 'start') return start(task)
  engine ??= loadEngine(task.engine, { threads: task.threads })
  await engine
  switch (task.kind) {
    case 'activate':
      await activator.run(task)
      break
    case 'train':
      await train(task)
  }
  return undefined
}

async function start({ engine: wanted, threads }: StartTask): Promise<EngineFacts | EngineRefusal> {
  try {
    engine ??= loadEngine(wanted, { threads })
    const { name, version, device, isGpu } = await engine
    return { name, version, device, isGpu }
  } catch (error) {
    return { refused: messageOf(error), next: error instanceof EngineUnavailable ? error.next : undefined }
  }
}

async function train({ folds, port, stops }: TrainTask): Promise<void> {
  activator.dispose()
  const tell = (message: FoldMessage) => port.postMessage(message)
  try {
    for (const [fold, inputs] of folds.entries()) {
      const outcome = await trainOne(inputs, {
        onReport: report => tell({ fold, report }),
        shouldStop: () => Atomics.load(stops, fold) === 1,
      })
      tell({ fold, outcome })
    }
  } finally {
    port.close()
  }
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
