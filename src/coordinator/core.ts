import type { Random } from '../base/random.ts'
import { goOn, type Pruner, type Split, type Verdict } from '../pruners/pruner.ts'
import type { RunEvent } from '../run/event.ts'
import type { RunState } from '../run/state.ts'
import type { History, Sampler } from '../samplers/sampler.ts'
import type { Config, Space } from '../space/parameter.ts'
import { inOrder, rotating, type Sequence } from '../trial/sequence.ts'
import { isBaseline, type Place, type Trial } from '../trial/trial.ts'
import { trialAt } from './as-known.ts'
import { curvesOf } from './curves.ts'
import type { Effort } from './effort.ts'
import { createKnowledge, type KnowledgeOptions } from './knowledge.ts'
import { fieldAt } from './race/field.ts'
import { grantOf, isSpared } from './race/grant.ts'
import { createResumptions, type Resumption } from './race/resumptions.ts'
import type { Screen } from './screen.ts'
import { createWalk } from './walk.ts'

export interface CoreOptions extends Pick<KnowledgeOptions, 'lookAhead' | 'allows'> {
  readonly sampler: Sampler
  readonly pruner: Pruner
  readonly space: Space
  /** Number of folds; undefined where only their ends tell. */
  readonly k: number | undefined
  /** What a trial's recipe asks for; of evaluations of a caller's own nobody knows. */
  readonly effortOf?: (trial: Trial) => Effort
  /** Tried before the sampler is asked. */
  readonly opening: readonly Proposal[]
  /** What a trial's number and what is known then add to what may be proposed: see `screen.ts`. */
  readonly screen?: Screen
  /** See `History.lossesOf`. */
  readonly lossesOf?: History['lossesOf']
  /** The root of the run's random streams; each trial number has its own. */
  readonly random: Random
  /** What has happened so far; the core sees it change. */
  readonly state: RunState
}

export interface Proposal {
  readonly config: Config
  readonly origin: Trial['origin']
  /** Why, where the sampler says so. */
  readonly by?: string
}

/** What the core looks at of an event. */
interface Noticed extends Pick<RunEvent, 'type'> {
  readonly trial?: number
}

/** What follows from what has happened to a trial. */
type Consequence =
  | { readonly type: 'completed' }
  | { readonly type: 'failed'; readonly fold: number }
  | {
      readonly type: 'verdict'
      readonly verdict: Exclude<Verdict, { action: 'go on' }>
      readonly place: Place
    }

/**
 * Ask, judge and tell: what a trial is to try, and what its results mean. Without clock, files or executor; all that it
 * answers follows from the state, whoever leads it: a coordinator, or a study of the caller's own.
 */
export interface Core {
  /** To be called after each event that the state has taken in. */
  noticed(event: Noticed): void
  /** The config of the next trial: those of the opening first, then the sampler's. */
  suggest(): Proposal | 'exhausted'
  /** The pruner's answer to what a trial has come to by a place. */
  judge(trial: Trial, place: Place): Verdict
  /**
   * What its folds, looked at in their order and each epoch once, come to by now. The first thing that ends or pauses
   * the trial counts, whichever fold was faster: with more workers later folds may have been trained in vain.
   */
  consequenceFor(trial: Trial, k: number): Consequence | undefined
  readonly sequence: Sequence
  /** How many of its folds, in its order, a trial may have for now. */
  grantOf(trial: Trial): number
  /** Whether the pruner wants the best trial completed before another begins. */
  isAtLap(): boolean
  /** Which paused trial gets a fold when no further trial may begin, or none before the lap is over. */
  nextResumption(isLap: boolean): Resumption
  /** Why paused trials end as pruned. */
  farewell(): (trial: Trial) => string
}

export function createCore(options: CoreOptions): Core {
  const { sampler, pruner, space, opening, screen, random, state } = options
  const { objective } = state
  const { k: folds, lookAhead, effortOf = () => 'head' } = options
  const { racing } = pruner
  const sequence = racing?.rotates === true && folds !== undefined ? rotating(folds) : inOrder
  const knowledge = createKnowledge({
    ...options,
    objective,
    aims: state.objectives,
    sequence,
    splitOf,
    knowsPaused: racing !== undefined,
  })
  const walk = createWalk(sequence)
  const grants = { k: folds ?? Infinity, sequence, racing, effortOf }
  const resumptions =
    racing === undefined
      ? undefined
      : createResumptions({ state, racing, sequence, lookAhead, splitOf: () => splitOf() ?? unsplit })
  for (const trial of state.trials) {
    knowledge.begin(trial)
    knowledge.settle(trial)
  }

  function splitOf(): Split | undefined {
    if (folds === undefined) return undefined
    const { data } = state
    return { k: folds, images: data && (data.images - data.holdout) / data.folds.k }
  }

  function noticed(event: Noticed): void {
    const trial = event.trial === undefined ? undefined : state.trials[event.trial]
    if (trial === undefined) return
    if (event.type === 'trialStarted') knowledge.begin(trial)
    if (event.type === 'trialEnded' || event.type === 'trialPaused') {
      walk.forget(trial.number)
      knowledge.settle(trial)
    }
  }

  function suggest(): Proposal | 'exhausted' {
    const number = state.trials.length
    const opened = opening[number]
    if (opened !== undefined) return opened
    const history = knowledge.historyFor(number)
    const propose = (about: History): Proposal | 'exhausted' => {
      const config = sampler(about, space, random.fork('sampler', number), objective)
      if (config === 'exhausted') return config
      const by = sampler.explain?.(about, space, config, objective)
      return { config, origin: 'sampler', ...(by !== undefined && { by }) }
    }
    const mayTry = screen?.(history, random.fork('screen', number))
    if (mayTry === undefined) return propose(history)
    const proposal = propose(knowledge.historyFor(number, mayTry))
    // Nothing but what the screen holds back may be left.
    return proposal === 'exhausted' ? propose(history) : proposal
  }

  function judge(trial: Trial, place: Place): Verdict {
    if (pruner.neverStops === true) return goOn
    if (racing !== undefined && isSpared(trial, racing, effortOf)) return goOn
    const seen = curvesOf(
      trialAt(trial, place, { sequence, objective }),
      objective,
      effortOf(trial) === 'fineTuning',
    )
    const isSpent =
      place.epoch === 'end' && sequence.positionOf(trial.number, place.fold) + 1 >= grantOf(trial, grants)
    if (racing !== undefined && isSpent) return { action: 'pause', reason: racing.waiting(seen) }
    return pruner(seen, knowledge.peersFor(trial.number), place)
  }

  function consequenceFor(trial: Trial, k: number): Consequence | undefined {
    if (pruner.neverStops === true || isBaseline(trial)) return plainConsequence(trial, k)
    for (const step of walk.newPlaces(trial, k)) {
      if (step === 'completed') return { type: 'completed' }
      if ('failed' in step) return { type: 'failed', fold: step.failed }
      const verdict = judge(trial, step)
      if (verdict.action !== 'go on') return { type: 'verdict', verdict, place: step }
    }
    return undefined
  }

  function farewell(): (trial: Trial) => string {
    const split = splitOf()
    if (racing === undefined || split === undefined) return ({ reason }) => reason
    const words = racing.farewell(fieldAt(state, state.resumptions.length, split, sequence))
    return ({ number }) => words(number)
  }

  return {
    noticed,
    suggest,
    judge,
    consequenceFor,
    sequence,
    grantOf: trial => grantOf(trial, grants),
    isAtLap: () => racing?.isLap(state.trials.length) === true,
    nextResumption: isLap => resumptions?.(isLap) ?? 'over',
    farewell,
  }
}

const unsplit: Split = { k: 1, images: undefined }

/** Without a pruner the order of folds does not matter: the first that fails ends the trial. */
function plainConsequence({ folds }: Trial, k: number): Consequence | undefined {
  const failed = folds.findIndex(fold => fold?.state === 'failed')
  if (failed !== -1) return { type: 'failed', fold: failed }
  const done = folds.reduce((count, fold) => count + (fold?.state === 'done' ? 1 : 0), 0)
  return done === k ? { type: 'completed' } : undefined
}
