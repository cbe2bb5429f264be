import { UserError } from '../base/errors.ts'
import { createRandom } from '../base/random.ts'
import { createNoPruner } from '../pruners/none.ts'
import { goOn, type Pruner, type Verdict } from '../pruners/pruner.ts'
import { createBook } from '../run/book.ts'
import { createSampler } from '../samplers/index.ts'
import type { Sampler } from '../samplers/sampler.ts'
import { type Constraint, createConstraint, meetsAll } from '../space/constraint/constraint.ts'
import { ConstraintError } from '../space/constraint/error.ts'
import type { Config, Space } from '../space/parameter.ts'
import type { SamplerOptions } from '../sweep/sweep.ts'
import { counted } from '../text/numbers.ts'
import { lastEpochOf } from '../trial/curve.ts'
import { eachMetric, type Metrics } from '../trial/metrics/index.ts'
import type { Objective, Place, Trial } from '../trial/trial.ts'
import { createCore } from './core.ts'
import type { Entry } from './ledger.ts'
import { checkStudy } from './study-check.ts'
import { type FrontMember, frontMembers, type StudyObjective, studyAims } from './study-objectives.ts'
import { readSpace, type WrittenSpace } from './study-space.ts'

export interface StudyOptions {
  /** As in a search-space file, but with names of your own; or parsed. */
  readonly space: Space | WrittenSpace
  readonly sampler: Sampler | SamplerOptions
  /** Conditions that configs must meet, such as "layers * units <= 512". Of a name that is not active: it holds. */
  readonly constraints?: readonly string[]
  readonly pruner?: Pruner
  /** How many folds a trial is evaluated on, where it is told of each: `endFold`. A race needs to know. */
  readonly folds?: number
  /** `maximize` unless given. */
  readonly goal?: Objective['goal']
  /** In place of a goal, where there are several, four at most: each trial is told one value for each. */
  readonly objectives?: readonly StudyObjective[]
  readonly seed?: number
}

export interface Suggestion {
  readonly number: number
  readonly config: Config
  /** Which fold to evaluate first, where there are several. */
  readonly fold: number
}

type Result = number | readonly number[] | { readonly values: readonly number[] } | { readonly error: string }

/** Ask and tell: Nightsweep's samplers and pruners for an evaluation of your own. */
export interface Study {
  readonly trials: readonly Trial[]
  /** The completed trial with the best mean. */
  readonly best: { readonly number: number; readonly config: Config; readonly value: number } | undefined
  /** The next config to try, or undefined when the sampler has nothing left. */
  ask(): Suggestion | undefined
  /** An intermediate value, epochs from 1; the answer says whether to go on. A trial told to stop is pruned. */
  report(
    number: number,
    at: { readonly fold?: number; readonly epoch: number; readonly value: number },
  ): Verdict
  /** What a fold came to; the answer says whether to go on with the next one. With its last fold a trial is complete. */
  endFold(number: number, fold: number, value: number): Verdict
  /**
   * When no further trial is to begin: a paused trial that is worth another fold, and which. Undefined when none is, or before
   * those that were handed out have ended.
   */
  resume(): Suggestion | undefined
  /** Ends a trial with its value, one value a fold, one value an objective, or an error. */
  tell(number: number, result: Result): void
  /** Of several objectives: the completed trials that no other is better than in all. Of one: the best, and its equals. */
  front(): readonly FrontMember[]
}

/** No files and no time: the same calls with the same seed give the same suggestions. */
export function createStudy(options: StudyOptions): Study {
  checkStudy(options)
  const { sampler, constraints = [], pruner, folds, seed = 0 } = options
  const space = readSpace(options.space)
  if (pruner?.racing !== undefined && folds === undefined)
    throw new UserError('a race is run fold by fold: the study needs `folds`, how many there are')
  const samplerType = typeof sampler === 'function' ? undefined : sampler.type
  const objectives = studyAims(options.goal, options.objectives, samplerType)
  const [objective, ...others] = objectives
  const { state, apply } = createBook({ objective, objectives, seed })
  const core = createCore({
    sampler: typeof sampler === 'function' ? sampler : createSampler(sampler),
    pruner: pruner ?? createNoPruner(),
    lookAhead: 'everything',
    space,
    allows: meetsAll(constraints.map((text, i) => readConstraint(text, i, space))),
    k: folds,
    opening: [],
    random: createRandom(seed),
    state,
  })

  /** A study has no clock. */
  function record(entry: Entry): void {
    apply({ ...entry, at: '' })
    core.noticed(entry)
  }

  function openTrial(number: number): Trial {
    const trial = state.trials[number]
    if (trial === undefined) throw new UserError(`trial ${number} was never asked for`)
    if (trial.state !== 'running' && trial.state !== 'paused')
      throw new UserError(`trial ${number} has already ended (${trial.state})`)
    return trial
  }

  function endTold(number: number, values: readonly number[]): void {
    if (folds !== undefined && values.length > folds)
      throw new UserError(
        `trial ${number} has ${counted(values.length, 'value')}, but there are ${folds} folds`,
      )
    if (values.length === 0) throw new UserError(`trial ${number} needs a value, or one value a fold`)
    for (const [fold, metrics] of values.map(check).map(metricsOf).entries())
      record({ type: 'foldEnded', trial: number, fold, outcome: done(metrics) })
    record({ type: 'trialEnded', trial: number, state: 'completed', reason: '' })
  }

  /** The first is what its one fold came to. */
  function endWithValues(number: number, values: readonly number[]): void {
    const [first, ...rest] = values.map(check)
    if (first === undefined || rest.length !== others.length)
      throw new UserError(`trial ${number} needs ${counted(objectives.length, 'value')}, one an objective`)
    const named = others.map(({ metric }, i) => [metric, rest[i] ?? Number.NaN] as const)
    if (named.length > 0) record({ type: 'measured', trial: number, values: Object.fromEntries(named) })
    endTold(number, [first])
  }

  function pronounce(trial: number, verdict: Verdict, place: Place): void {
    if (verdict.action === 'stop')
      record({ type: 'trialEnded', trial, state: 'pruned', reason: verdict.reason, place })
    else if (verdict.action === 'pause') record({ type: 'trialPaused', trial, reason: verdict.reason, place })
  }

  return {
    get trials() {
      return state.trials
    },
    get best() {
      const { best } = state
      return best && { number: best.trial.number, config: best.trial.config, value: best.mean }
    },
    ask() {
      const next = core.suggest()
      if (next === 'exhausted') return undefined
      const number = state.trials.length
      record({ type: 'trialStarted', trial: number, ...next })
      return { number, config: next.config, fold: core.sequence.foldAt(number, 0) }
    },
    report(number, { fold = 0, epoch, value }) {
      const metrics = metricsOf(check(value))
      const trial = openTrial(number)
      if (trial.state === 'paused') record({ type: 'trialResumed', trial: number })
      const last = trial.folds[fold]
      if (last === undefined) record({ type: 'foldStarted', trial: number, fold, attempt: 1 })
      else if (epoch <= lastEpochOf(last.curve))
        throw new UserError(
          `trial ${number}, fold ${fold}: epoch ${epoch} comes after ${lastEpochOf(last.curve)}`,
        )
      const rest = { epochs: epoch, stage: 'head', trainLoss: 0, seconds: 0 } as const
      record({ type: 'report', trial: number, fold, epoch, metrics, ...rest })
      const verdict = core.judge(openTrial(number), { fold, epoch })
      pronounce(number, verdict, { fold, epoch })
      return verdict
    },
    endFold(number, fold, value) {
      if (folds === undefined || !(Number.isInteger(fold) && fold >= 0 && fold < folds))
        throw new UserError(`fold ${fold} is none of the study's ${folds ?? 'unknown number of'} folds`)
      if (others.length > 0)
        throw new UserError(`trial ${number} has several objectives: tell all its values at once`)
      const metrics = metricsOf(check(value))
      openTrial(number)
      record({ type: 'foldEnded', trial: number, fold, outcome: done(metrics) })
      const consequence = core.consequenceFor(openTrial(number), folds)
      if (consequence?.type === 'completed')
        record({ type: 'trialEnded', trial: number, state: 'completed', reason: '' })
      if (consequence?.type !== 'verdict') return goOn
      pronounce(number, consequence.verdict, consequence.place)
      return consequence.verdict
    },
    resume() {
      const number = core.nextResumption(false)
      if (typeof number === 'string') return undefined
      record({ type: 'trialResumed', trial: number })
      const trial = openTrial(number)
      return { number, config: trial.config, fold: core.sequence.foldAt(number, core.grantOf(trial) - 1) }
    },
    tell(number, result) {
      openTrial(number)
      if (typeof result !== 'number' && (typeof result !== 'object' || result === null))
        throw new UserError(
          `trial ${number} needs a number, a list of numbers, { values } or { error }, not ${result}`,
        )
      if (typeof result === 'number' || isList(result)) {
        if (others.length > 0)
          throw new UserError(`trial ${number} needs { values: [...] }, one an objective`)
        endTold(number, typeof result === 'number' ? [result] : result)
      } else if ('values' in result) endWithValues(number, result.values)
      else
        record({ type: 'trialEnded', trial: number, state: 'failed', reason: result.error, cause: 'error' })
    },
    front: () => frontMembers(state.trials, objectives),
  }
}

function readConstraint(text: string, index: number, space: Space): Constraint {
  try {
    return createConstraint(text, space)
  } catch (error) {
    if (!(error instanceof ConstraintError)) throw error
    throw new UserError(`constraints[${index}]: ${error.message}`, { where: 'createStudy', cause: error })
  }
}

const isList = (result: Result): result is readonly number[] => Array.isArray(result)

const done = (metrics: Metrics) => ({ status: 'done', metrics, bestEpoch: 1, epochs: 1, seconds: 0 }) as const

/** Whatever is measured stands in for every metric: samplers and pruners only look at the objective. */
const metricsOf = (value: number): Metrics => eachMetric(() => value)

function check(value: number): number {
  if (!Number.isFinite(value)) throw new UserError(`a value must be a finite number, not ${value}`)
  return value
}
