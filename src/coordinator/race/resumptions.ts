import type { Racing, Split } from '../../pruners/pruner.ts'
import type { RunState } from '../../run/state.ts'
import type { Sequence } from '../../trial/sequence.ts'
import type { LookAhead } from '../schedule/look-ahead.ts'
import { fieldAt } from './field.ts'

export type Resumption = number | 'wait' | 'over'

interface ResumptionOptions {
  readonly state: RunState
  readonly racing: Racing
  readonly sequence: Sequence
  readonly lookAhead: LookAhead | 'everything'
  readonly splitOf: () => Split
}

/**
 * Which paused trial gets the next fold. The s-th resumption may know what those up to s − lookAhead came to, so that one or
 * eight workers decide the same; where that is not enough to decide, it waits for one more, and then for another.
 */
export function createResumptions({ state, racing, sequence, lookAhead, splitOf }: ResumptionOptions) {
  const decided = new Map<string, Resumption>()

  function decide(known: number, isLap: boolean): Resumption {
    const { trials, resumptions } = state
    const key = [trials.length, resumptions.length, known, isLap].join()
    const found = decided.get(key) ?? racing.next(fieldAt(state, known, splitOf(), sequence), isLap)
    if (!decided.has(key) && decided.size > mostRemembered) decided.clear()
    decided.set(key, found)
    return found
  }

  /** Resumptions before the first that is still under way. */
  function ended(from: number): number {
    const { resumptions, trials } = state
    const later = new Set<number>()
    let first = resumptions.length
    for (let step = resumptions.length - 1; step >= from; step--) {
      const { trial } = resumptions[step] ?? { trial: -1 }
      if (trials[trial]?.state === 'running' && !later.has(trial)) first = step
      later.add(trial)
    }
    return first
  }

  /** Those before the last trial began belong to a lap that is over. */
  function lapStart(from: number): number {
    const { resumptions, trials } = state
    let start = from
    while (start < resumptions.length && resumptions[start]?.trials !== trials.length) start++
    return start
  }

  return (isLap: boolean): Resumption => {
    const count = state.resumptions.length
    const ahead = typeof lookAhead === 'number' ? lookAhead : 1
    const oldest = lookAhead === 'everything' ? 0 : Math.max(0, count - ahead + 1)
    const last = ended(Math.max(0, oldest - ahead))
    const first = lookAhead === 'everything' ? last : lapStart(oldest)
    for (let known = first; known <= last; known++) {
      const choice = decide(known, isLap)
      if (choice !== 'wait') return choice
    }
    return 'wait'
  }
}

/** Asked again until something happens. */
const mostRemembered = 16
