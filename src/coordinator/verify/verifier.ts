import { canonical } from '../../base/hash.ts'
import { createRandom } from '../../base/random.ts'
import { placeText } from '../../pruners/judging.ts'
import { createBook } from '../../run/book.ts'
import type { EventOf, RunEvent } from '../../run/event.ts'
import type { RunState } from '../../run/state.ts'
import type { Core } from '../core.ts'
import { createJobs } from '../jobs.ts'
import { strategiesOf } from '../strategies.ts'
import { createSweepCore } from '../sweep-core.ts'

/** What a replay asks again. */
export const questions = ['proposals', 'verdicts', 'resumptions'] as const
type Question = (typeof questions)[number]

/** Where the journal and this program do not agree. */
export interface Difference {
  readonly question: Question
  readonly trial: number
  readonly journal: string
  readonly program: string
}

export interface Verified {
  readonly checked: Readonly<Record<Question, number>>
  readonly differences: readonly Difference[]
  readonly state: RunState
}

/** Replays a journal: takes its events in order, and says at the end what differs. */
export interface Verifier {
  readonly trials: number
  take(event: RunEvent): void
  result(): Verified
}

/**
 * Asks sampler and pruner again, with what the journal says was known, and compares: the config of each trial, each verdict
 * with its words, which paused trial got the next fold. Nothing is trained. Each question is asked with the journal's own
 * past, so that one difference does not bring others along.
 */
export function createVerifier(): Verifier {
  const { state, apply } = createBook()
  const checked: Record<Question, number> = { proposals: 0, verdicts: 0, resumptions: 0 }
  const differences: Difference[] = []
  /** What has followed for a trial, and is to come in the journal. */
  const due = new Map<number, string>()
  let core: Core | undefined
  let farewell: ReturnType<Core['farewell']> | undefined

  function compare(question: Question, trial: number, journal: string, program: string): void {
    checked[question]++
    if (journal !== program) differences.push({ question, trial, journal, program })
  }

  /** A session goes on with what the journal says so far. */
  function beginSession(): void {
    const { sweep, data } = state
    if (sweep === undefined || data === undefined) return
    const jobs = createJobs(sweep, createRandom(sweep.seed))
    const options = { ...strategiesOf(sweep, state.lookAhead), sweep, k: data.folds.k, state, jobs }
    core = createSweepCore(options).core
    due.clear()
    for (const trial of state.open) drawConsequence(trial)
  }

  function drawConsequence(number: number): void {
    const trial = state.trials[number]
    const k = state.data?.folds.k
    if (core === undefined || k === undefined || trial?.state !== 'running' || due.has(number)) return
    const consequence = core.consequenceFor(trial, k)
    if (consequence === undefined) return
    if (consequence.type === 'verdict') {
      const { verdict, place } = consequence
      due.set(number, words(verdict.action === 'pause' ? 'paused' : 'pruned', verdict.reason, place))
    } else due.set(number, consequence.type)
  }

  function checkProposal({ trial, config }: EventOf<'trialStarted'>): void {
    const next = core?.suggest()
    if (next === undefined) return
    const proposed = next === 'exhausted' ? 'nothing: the space is exhausted' : canonical(next.config)
    compare('proposals', trial, canonical(config), proposed)
  }

  /** Of a trial that waits to the end nobody asks anew, but for the words. */
  function checkEnd({ trial, state: how, reason, place }: EventOf<'trialEnded'>): void {
    const before = state.trials[trial]
    if (core === undefined || before === undefined || how === 'failed') return
    if (before.state === 'paused') {
      farewell ??= core.farewell()
      compare('verdicts', trial, reason, farewell(before))
    } else {
      const told = how === 'completed' ? how : words(how, reason, place)
      compare('verdicts', trial, told, due.get(trial) ?? 'nothing yet')
    }
    due.delete(trial)
  }

  function checkResumption(trial: number): void {
    if (core === undefined) return
    const choices = [core.nextResumption(false), core.nextResumption(true)]
    const [first = 'over'] = choices
    compare('resumptions', trial, String(trial), String(choices.includes(trial) ? trial : first))
  }

  /** To be called before the state takes the event in. */
  function check(event: RunEvent): void {
    if (event.type === 'trialStarted') checkProposal(event)
    if (event.type === 'trialEnded') checkEnd(event)
    if (event.type === 'trialResumed') checkResumption(event.trial)
    if (event.type === 'trialPaused') {
      const { trial, reason, place } = event
      compare('verdicts', trial, words('paused', reason, place), due.get(trial) ?? 'nothing yet')
      due.delete(trial)
    }
  }

  return {
    get trials() {
      return state.trials.length
    },
    take(event) {
      check(event)
      apply(event)
      core?.noticed(event)
      if (event.type !== 'trialEnded') farewell = undefined
      if (event.type === 'session') beginSession()
      if (event.type === 'report' || event.type === 'foldEnded' || event.type === 'trialResumed')
        drawConsequence(event.trial)
    },
    result: () => ({ checked, differences, state }),
  }
}

const words = (how: string, reason: string, place: EventOf<'trialEnded'>['place']): string =>
  `${how}: ${reason}${place === undefined ? '' : ` (${placeText(place)})`}`
