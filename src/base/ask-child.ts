import type { Dialogue, FromChild, ToChild } from './answer-parent.ts'
import type { Environment } from './cache-folder.ts'
import { type Child, type ChildEnd, startChild } from './child.ts'
import { fromPlain } from './errors.ts'

export interface AskOptions<D extends Dialogue> {
  /** A compiled file that calls `answerParent`. */
  readonly entry: URL
  /** What the process is, for the reason of its death. */
  readonly name: string
  readonly question: D['question']
  /** Added to this process's own variables. */
  readonly env?: Environment
  readonly onNote?: (note: D['note']) => void
  readonly signal?: AbortSignal | undefined
  readonly timeoutMs?: number
}

/** A child process gave no answer: it ended, or its time did. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
  /** Undefined: its time was over. */
  readonly end: ChildEnd | undefined

  constructor(message: string, end?: ChildEnd) {
    super(message)
    this.end = end
  }
}

const graceMs = 3000

/**
 * Has one question answered by a process of its own, which a native crash or a hang costs and nothing else. Rejects
 * with the child's UserError, an Error with its message, `NoAnswer`, or the reason of the signal.
 */
export async function askChild<D extends Dialogue>(options: AskOptions<D>): Promise<D['answer']> {
  const { question, signal, timeoutMs } = options
  signal?.throwIfAborted()
  const running: { child?: Child<ToChild<D>>; timer?: NodeJS.Timeout; isLate?: boolean } = {}
  try {
    return await new Promise<D['answer']>((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
      if (timeoutMs !== undefined)
        running.timer = setTimeout(() => {
          running.isLate = true
          reject(new NoAnswer(`gave no answer in ${timeoutMs / 1000} s`))
        }, timeoutMs)
      running.child = startAnswerer(options, resolve, reject)
      running.child.send({ type: 'question', question })
    })
  } finally {
    clearTimeout(running.timer)
    await running.child?.close(running.isLate ? 0 : graceMs)
  }
}

function startAnswerer<D extends Dialogue>(
  { entry, name, env = {}, onNote }: AskOptions<D>,
  resolve: (answer: D['answer']) => void,
  reject: (error: Error) => void,
): Child<ToChild<D>> {
  return startChild<ToChild<D>, FromChild<D>>({
    entry,
    name,
    env,
    logFile: undefined,
    onDeath: (reason, end) => reject(new NoAnswer(reason, end)),
    onMessage(message) {
      if (message.type === 'note') onNote?.(message.note)
      else if (message.type === 'answer') resolve(message.answer)
      else if (message.type === 'refused') reject(fromPlain(message.error))
      else if (message.type === 'failed') reject(new Error(message.message))
      else message satisfies never
    },
  })
}
