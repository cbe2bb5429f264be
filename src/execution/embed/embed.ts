import { type Child, startChild } from '../../base/child.ts'
import { fromPlain } from '../../base/errors.ts'
import type { Progress } from '../../base/progress.ts'
import { tensorflowEnvironment } from '../../engine/environment.ts'
import type { Embedded, EmbedRequest, FromEmbedder, ToEmbedder } from './messages.ts'

interface EmbedOptions {
  readonly threads: number
  readonly onProgress?: (progress: Progress) => void
  readonly signal?: AbortSignal
  /** The compiled `embed-main.js`; another one only in tests. */
  readonly entry?: URL
}

const graceMs = 3000

/** Runs a request in a child process, so that this one loads neither TensorFlow.js nor sharp. Rejects when aborted. */
export async function embedImages(request: EmbedRequest, options: EmbedOptions): Promise<Embedded> {
  const running: { child?: Child<ToEmbedder> } = {}
  try {
    return await new Promise<Embedded>((resolve, reject) => {
      const { signal } = options
      signal?.throwIfAborted()
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
      running.child = startEmbedder(options, resolve, reject)
      running.child.send({ type: 'embed', request })
    })
  } finally {
    await running.child?.close(graceMs)
  }
}

function startEmbedder(
  { threads, onProgress, entry = new URL('./main.js', import.meta.url) }: EmbedOptions,
  resolve: (embedded: Embedded) => void,
  reject: (error: Error) => void,
): Child<ToEmbedder> {
  return startChild<ToEmbedder, FromEmbedder>({
    entry,
    env: tensorflowEnvironment(threads),
    logFile: undefined,
    onDeath: reason => reject(new Error(reason)),
    onMessage(message) {
      if (message.type === 'progress') onProgress?.(message.progress)
      else if (message.type === 'embedded') resolve(message.embedded)
      else if (message.type === 'refused') reject(fromPlain(message.error))
      else if (message.type === 'failed') reject(new Error(message.message))
      else message satisfies never
    },
  })
}
