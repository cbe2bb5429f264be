import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf, UserError } from '../base/errors.ts'
import type { LockOwner } from '../base/lock/owner.ts'
import type { RunState } from '../run/state.ts'
import { leaveWish, lookForWish, takeWish, type Wish } from '../store/control-file.ts'
import { findRun } from '../store/find-run.ts'
import { writerOf } from '../store/lock.ts'
import { readRun, settled } from '../store/read-run.ts'
import { readState } from '../store/read-state.ts'
import { statusText } from '../text/status-text.ts'
import type { Output } from './output.ts'
import { runWords } from './run-words.ts'

/** What has come of a wish so far. */
export interface Sight {
  readonly state: RunState
  /** The session has it. */
  readonly isTaken: boolean
  /** The session is over. */
  readonly isOver: boolean
  readonly name: string
  /** They name the run after a command. */
  readonly words: string
}

export interface Question {
  readonly run: string
  readonly runs: string
  readonly wish: Wish['wish']
  /** What is told when it is fulfilled, and the exit code; undefined: not yet. */
  answerOf(sight: Sight): { code: number; text: string } | undefined
  /** What is told meanwhile, each time that it changes. */
  waitingFor(sight: Sight): string | undefined
}

const [lookEveryMs, patienceMs] = [300, 10_000]
/** File systems of other machines may show a new file after a minute only. */
const longestSilenceMs = 120_000

/** Leaves a wish for the session that works on a run, and waits until its journal says what came of it. */
export async function askSession(question: Question, out: Output): Promise<number> {
  const { run, runs, wish, answerOf, waitingFor } = question
  const folder = await findRun(runs, run)
  const [name, words] = [path.basename(folder), runWords(folder, runs)]
  const findWriter = writerOf(folder)
  const writer = await findWriter()
  if (writer === undefined) throw notRunning(name, words, await readRun(folder))
  const { token, pid } = writer
  if (token === undefined) throw tooOld(name, pid)
  const own = { wish, at: new Date().toISOString(), token }
  await leaveWish(folder, own).catch(cause => {
    throw new UserError(`the wish cannot be written (${messageOf(cause)})`, {
      where: folder,
      next: `Make the folder writable, or use a signal: \`kill -INT ${pid}\` ends the sweep in order.`,
      cause,
    })
  })
  const look = await watchSession(folder, own, findWriter)
  const since = performance.now()
  for (let said: string | undefined; ; await sleep(lookEveryMs)) {
    const sight = { ...(await look()), name, words }
    const { state, isTaken, isOver } = sight
    const waitedMs = performance.now() - since
    const isGivenUp = !isTaken && (isOver || waitedMs > longestSilenceMs)
    if (isGivenUp) await takeWish(folder)
    const answer = answerOf(sight)
    if (answer !== undefined) {
      out.write(`${answer.text}\n`)
      return answer.code
    }
    if (isOver) throw new Error(`${name} has ended meanwhile (${statusText(state)})`)
    if (isGivenUp)
      throw new Error(`${name} does not answer: process ${pid} is stopped, hangs, or is of an older version`)
    const text = isTaken || waitedMs < patienceMs ? waitingFor(sight) : 'no answer yet'
    if (text !== undefined && text !== said) out.write(`${text}\n`)
    said = text ?? said
  }
}

/** To be asked again and again what has become of a wish, and of the session that it was left for. */
async function watchSession(
  folder: string,
  { token, at }: Wish,
  findWriter: () => Promise<LockOwner | undefined>,
): Promise<() => Promise<Pick<Sight, 'state' | 'isTaken' | 'isOver'>>> {
  const { book, reader } = await readState(folder)
  let isTaken = false
  return async () => {
    // Both before reading: what the session had written by then is read for certain.
    const pending = await lookForWish(folder)
    isTaken ||= pending?.token !== token || pending.at !== at
    const isOver = (await findWriter())?.token !== token
    for await (const events of reader.next()) for (const event of events) book.apply(event)
    const state = isOver ? settled({ ...book.state }, folder, undefined) : book.state
    return { state, isTaken, isOver }
  }
}

function notRunning(name: string, words: string, state: RunState): UserError {
  const next =
    state.status === 'finished'
      ? `Its results: \`nightsweep leaderboard ${words}\`.`
      : `Go on with it: \`nightsweep resume ${words}\`.`
  return new UserError(`nobody works on run ${name} now (${statusText(state)})`, { next })
}

const tooOld = (name: string, pid: number) =>
  new UserError(`run ${name} is worked on by an older version of the program, which knows no wishes`, {
    next: `End it with Ctrl-C where it runs, or with \`kill -INT ${pid}\`.`,
  })
