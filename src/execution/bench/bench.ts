import { askChild } from '../../base/ask-child.ts'
import type { BenchRequest, Measured } from '../../engine/bench/results.ts'
import { tensorflowEnvironment } from '../../engine/environment.ts'

interface BenchOptions {
  readonly onMeasuring?: (name: string) => void
  /** The compiled `main.js`; another one only in tests. */
  readonly entry?: URL
}

/** Its notes are the names of what is measured next. */
export interface BenchDialogue {
  readonly question: BenchRequest
  readonly note: string
  readonly answer: Measured[]
}

/** Measures one engine in a process of its own; rejects with the reason where that ends early. */
export function benchEngine(
  request: BenchRequest,
  { onMeasuring = () => undefined, entry = new URL('./main.js', import.meta.url) }: BenchOptions = {},
): Promise<Measured[]> {
  return askChild<BenchDialogue>({
    entry,
    name: 'bench',
    question: request,
    env: tensorflowEnvironment(request.threads),
    onNote: onMeasuring,
  })
}
