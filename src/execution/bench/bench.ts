import { type Child, startChild } from '../../base/child.ts'
import type { BenchRequest, Measured } from '../../engine/bench/results.ts'
import { tensorflowEnvironment } from '../../engine/environment.ts'
import type { FromBench, ToBench } from './messages.ts'

interface BenchOptions {
  readonly onMeasuring?: (name: string) => void
  /** The compiled `bench-main.js`; another one only in tests. */
  readonly entry?: URL
}

/** Measures one engine in a process of its own; rejects with the reason where that ends early. */
export async function benchEngine(
  request: BenchRequest,
  { onMeasuring, entry = new URL('./main.js', import.meta.url) }: BenchOptions = {},
): Promise<Measured[]> {
  const running: { child?: Child<ToBench> } = {}
  const measured: Measured[] = []
  try {
    return await new Promise<Measured[]>((resolve, reject) => {
      running.child = startChild<ToBench, FromBench>({
        entry,
        env: tensorflowEnvironment(request.threads),
        logFile: undefined,
        onDeath: reason => reject(new Error(reason)),
        onMessage(message) {
          if (message.type === 'measuring') onMeasuring?.(message.name)
          else if (message.type === 'measured') measured.push(message.measured)
          else if (message.type === 'done') resolve(measured)
          else if (message.type === 'failed') reject(new Error(message.message))
          else message satisfies never
        },
      })
      running.child.send({ type: 'bench', request })
    })
  } finally {
    await running.child?.close(1000)
  }
}
