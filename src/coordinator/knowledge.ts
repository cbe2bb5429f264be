import { canonical } from '../base/hash.ts'
import { createMemo } from '../base/memo.ts'
import type { Random } from '../base/random.ts'
import type { Curves, Peers, Split } from '../pruners/pruner.ts'
import type { History } from '../samplers/sampler.ts'
import type { Config } from '../space/parameter.ts'
import type { Aim } from '../trial/measures.ts'
import { inOrder, type Sequence } from '../trial/sequence.ts'
import { hasEnded, isBaseline, type Objective, type Trial } from '../trial/trial.ts'
import { asKnown } from './as-known.ts'
import { curvesOf } from './curves.ts'
import { createObserver } from './observations.ts'
import type { LookAhead } from './schedule/look-ahead.ts'

/** What samplers and pruners may know, kept up to date once and not put together for every question. */
export interface Knowledge {
  /** A trial has begun. */
  begin(trial: Trial): void
  /** A trial has ended or paused: its results count from now on. */
  settle(trial: Trial): void
  /** `mayTry`: what else decides whether a config may be proposed. */
  historyFor(number: number, mayTry?: History['accepts']): History
  peersFor(number: number): Peers
}

export interface KnowledgeOptions {
  readonly objective: Objective
  /** `everything`: what has ended is known at once, as the caller alone decides what is evaluated when. */
  readonly lookAhead: LookAhead | 'everything'
  /** For what a sampler draws once for all trials. */
  readonly random: Random
  /** Whether a config is within the file's constraints; all are unless given. */
  readonly allows?: (config: Config) => boolean
  /** Trials look at their folds one after another unless told. */
  readonly sequence?: Sequence
  readonly splitOf?: () => Split | undefined
  /** Where everything is known at once: also what a trial that waits in a race has come to. */
  readonly knowsPaused?: boolean
  /** All objectives, where there are several. */
  readonly aims?: readonly Aim[]
  readonly lossesOf?: History['lossesOf']
}

export function createKnowledge(options: KnowledgeOptions): Knowledge {
  const {
    objective,
    lookAhead,
    random,
    allows = () => true,
    sequence = inOrder,
    splitOf = () => undefined,
    knowsPaused = false,
    aims = [objective],
    lossesOf,
  } = options
  const shared = random.fork('sampler')
  const configs: Config[] = []
  const tried = new Set<string>()
  let memos = { history: createMemo(), peers: createMemo() }
  const observe = createObserver(objective, splitOf, aims)
  /** In the order in which they come to be known: that of their numbers. */
  const settled: Trial[] = []
  const early = new Map<number, Trial>()
  /** Those that did not fail; and for each settled trial how many of them, and finished ones, there are up to it. */
  const curves: Curves[] = []
  const upTo: { readonly peers: number; readonly finished: number }[] = []

  /** Where all is known at once, a paused trial is known when it has ended, as its caller may go on with it, or in a race. */
  function settle(trial: Trial): void {
    if (lookAhead === 'everything') {
      if (hasEnded(trial) || (knowsPaused && trial.state === 'paused')) settleAtOnce(trial)
    } else if (lookAhead !== null && trial.state !== 'running') settleInOrder(trial)
  }

  /** One that was known while it waited is known anew, and so is whatever was computed from it. */
  function settleAtOnce(trial: Trial): void {
    const at = knowsPaused ? settled.findIndex(({ number }) => number === trial.number) : -1
    const later = at === -1 ? [trial] : settled.splice(at)
    if (at !== -1) {
      curves.length = upTo[at - 1]?.peers ?? 0
      upTo.length = at
      memos = { history: createMemo(), peers: createMemo() }
    }
    for (const other of later) know(other.number === trial.number ? trial : other)
  }

  function settleInOrder(trial: Trial): void {
    if (trial.number >= settled.length) early.set(trial.number, trial)
    for (let next = early.get(settled.length); next !== undefined; next = early.get(settled.length)) {
      early.delete(next.number)
      know(next)
    }
  }

  function know(ended: Trial): void {
    const trial = asKnown(ended, { sequence, objective })
    settled.push(trial)
    const { finished = 0 } = upTo.at(-1) ?? {}
    // Penalties of a logistic regression are no epochs: nobody's curve is compared with them.
    if (trial.state !== 'failed' && !isBaseline(trial)) curves.push(curvesOf(trial, objective, false))
    upTo.push({ peers: curves.length, finished: finished + (trial.state === 'completed' ? 1 : 0) })
  }

  function countFor(number: number): number {
    if (lookAhead === null) return 0
    return lookAhead === 'everything'
      ? settled.length
      : Math.max(0, Math.min(settled.length, number - lookAhead + 1))
  }

  return {
    begin({ config }) {
      configs.push(config)
      tried.add(canonical(config))
    },
    settle,
    historyFor(number, mayTry = () => true) {
      const known = settled.slice(0, countFor(number))
      let observations: History['observations'] | undefined
      return {
        number,
        configs,
        accepts: config => allows(config) && !tried.has(canonical(config)) && mayTry(config),
        known,
        get observations() {
          observations ??= observe(known)
          return observations
        },
        get pending() {
          const numbers = new Set(known.map(trial => trial.number))
          return configs.filter((_, trial) => !numbers.has(trial))
        },
        ...(lossesOf !== undefined && { lossesOf }),
        memo: memos.history,
        shared,
      }
    },
    peersFor(number) {
      const { peers: count, finished } = upTo[countFor(number) - 1] ?? { peers: 0, finished: 0 }
      const at = (index: number): Curves => {
        const found = index < count ? curves[index] : undefined
        if (found === undefined) throw new RangeError(`there is no peer ${index} of ${count}`)
        return found
      }
      return { count, at, finished, split: splitOf(), memo: memos.peers }
    },
  }
}
