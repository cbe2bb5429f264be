import { messageOf, type PlainUserError, toPlain, UserError } from './errors.ts'

/** What a child process is asked, what it tells meanwhile, and what it answers. */
export interface Dialogue {
  readonly question: unknown
  readonly note: unknown
  readonly answer: unknown
}

export type ToChild<D extends Dialogue> =
  | { readonly type: 'question'; readonly question: D['question'] }
  | { readonly type: 'close' }

/** `refused`: the person must act. */
export type FromChild<D extends Dialogue> =
  | { readonly type: 'note'; readonly note: D['note'] }
  | { readonly type: 'answer'; readonly answer: D['answer'] }
  | { readonly type: 'refused'; readonly error: PlainUserError }
  | { readonly type: 'failed'; readonly message: string }

type Answerer<D extends Dialogue> = (
  question: D['question'],
  tell: (note: D['note']) => void,
) => Promise<D['answer']>

/** The whole work of a child process that `askChild` starts: it answers and ends when it is told to, or left alone. */
export function answerParent<D extends Dialogue>(answer: Answerer<D>): void {
  const send = (message: FromChild<D>) => void (process.connected && process.send?.(message))
  process.on('disconnect', () => process.exit(0))
  // A closed terminal tells the whole foreground group; whether that ends anything, the parent decides.
  process.on('SIGHUP', () => undefined)
  process.on('message', message => void receive(message as ToChild<D>))

  async function receive(message: ToChild<D>): Promise<void> {
    // Threads of native devices would keep the process alive.
    if (message.type === 'close') process.exit(0)
    try {
      send({ type: 'answer', answer: await answer(message.question, note => send({ type: 'note', note })) })
    } catch (error) {
      if (error instanceof UserError) send({ type: 'refused', error: toPlain(error) })
      else send({ type: 'failed', message: messageOf(error) })
    }
  }
}
