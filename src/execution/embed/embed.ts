import { askChild } from '../../base/ask-child.ts'
import type { Progress } from '../../base/progress.ts'
import { tensorflowEnvironment } from '../../engine/environment.ts'
import type { EmbedDialogue, Embedded, EmbedRequest } from './messages.ts'

interface EmbedOptions {
  readonly threads: number
  readonly onProgress: (progress: Progress) => void
  readonly signal: AbortSignal
}

/** Runs a request in a child process, so that this one loads neither TensorFlow.js nor sharp. Rejects when aborted. */
export function embedImages(
  request: EmbedRequest,
  { threads, onProgress, signal }: EmbedOptions,
): Promise<Embedded> {
  return askChild<EmbedDialogue>({
    entry: new URL('./main.js', import.meta.url),
    name: 'embedding',
    question: request,
    env: tensorflowEnvironment(threads),
    onNote: onProgress,
    signal,
  })
}
