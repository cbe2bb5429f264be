/** The pool's worker. Piscina calls the default export. */
import { parentPort, threadId } from 'node:worker_threads'
import { loadEngine } from '../../engine/index.ts'
import type { EngineFacts, EngineRefusal, Task, WorkerState } from './tasks.ts'
import { createWarmEngine } from './warm-engine.ts'
import { createWork } from './work.ts'

const onBroken = (broken: string | undefined) =>
  parentPort?.postMessage({ worker: threadId, broken } satisfies WorkerState)

let work: ReturnType<typeof createWork> | undefined

export default function run(task: Task): Promise<EngineFacts | EngineRefusal | undefined> {
  const { engine, threads } = task
  work ??= createWork({
    warm: createWarmEngine(() => loadEngine(engine, { threads })),
    worker: threadId,
    onBroken,
  })
  return work(task)
}
