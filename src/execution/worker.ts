/** The pool's worker: one warm engine, tasks one after another. Piscina calls the default export. */
import { createPrefix, type Prefix } from '../activations/compute.ts'
import { messageOf } from '../base/errors.ts'
import { type Engine, EngineUnavailable } from '../engine/engine.ts'
import { loadEngine } from '../engine/index.ts'
import { trainFold } from '../training/fold.ts'
import type { Outcome } from '../trial/job.ts'
import type { ActivateTask, EngineFacts, EngineRefusal, StartTask, Task, TrainTask } from './tasks.ts'

let engine: Promise<Engine> | undefined
let prefix: { key: string; prefix: Prefix } | undefined

export default async function work(task: Task): Promise<EngineFacts | EngineRefusal | Outcome | undefined> {
  if (task.kind === 'start') return start(task)
  engine ??= loadEngine(task.engine, { threads: task.threads })
  await engine
  switch (task.kind) {
    case 'activate':
      await activate(task)
      return undefined
    case 'train':
      return train(task)
  }
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

/** Chunks of the same prefix follow each other, so the last one's weights stay on the device. */
async function activate({ backbone, pixels, size, layer, pool, into }: ActivateTask): Promise<void> {
  const key = [backbone.graph.name, backbone.hash, size, layer, pool].join('/')
  if (prefix?.key !== key) {
    prefix?.prefix.dispose()
    prefix = { key, prefix: createPrefix(backbone, { to: layer, pool }) }
  }
  await prefix.prefix.run(pixels, into)
}

async function train({
  port,
  stop,
  job,
  split,
  classes,
  labels,
  backbone,
  features,
  activations,
  pixels,
}: TrainTask): Promise<Outcome> {
  prefix?.prefix.dispose()
  prefix = undefined
  const images = {
    ...(features === undefined ? {} : { features }),
    ...(activations === undefined ? {} : { activations }),
    ...(pixels === undefined ? {} : { pixels }),
  }
  try {
    return await trainFold(
      { job, split, classes, labels, backbone, images },
      { onReport: report => port.postMessage(report), shouldStop: () => Atomics.load(stop, 0) === 1 },
    )
  } finally {
    port.close()
  }
}
