import { UserError } from '../base/errors.ts'
import { objectiveValue } from '../leaderboard/values.ts'
import { takesOneObjective } from '../samplers/index.ts'
import type { Config } from '../space/parameter.ts'
import { frontOf } from '../stats/pareto.ts'
import { type Aim, aimLoss } from '../trial/measures.ts'
import type { Objective, Trial } from '../trial/trial.ts'

type Goal = Objective['goal']

/** One of several things to be optimised. */
export interface StudyObjective {
  /** `maximize` unless given. */
  readonly goal?: Goal
}

/** A trial that no other is better than in all. */
export interface FrontMember {
  readonly number: number
  readonly config: Config
  /** One an objective, as told. */
  readonly values: readonly number[]
}

const mostObjectives = 4

/** The first stands in for the metric, the others are measured beside it. */
export function studyAims(
  goal: Goal | undefined,
  objectives: readonly StudyObjective[] | undefined,
  sampler: unknown,
): readonly [Objective, ...Aim[]] {
  const [first = {}, ...others] = objectives ?? [{ goal: goal ?? 'maximize' }]
  if (objectives !== undefined && goal !== undefined)
    throw new UserError('a study has either a goal or objectives')
  if (objectives?.length === 0 || others.length >= mostObjectives)
    throw new UserError(`a study has 1 to ${mostObjectives} objectives, not ${objectives?.length}`)
  if (others.length > 0 && takesOneObjective(sampler))
    throw new UserError(`the sampler ${sampler} takes one objective`)
  const aims = others.map(({ goal = 'maximize' }, i): Aim => ({ metric: `value ${i + 2}`, goal }))
  return [{ metric: 'accuracy', goal: first.goal ?? 'maximize' }, ...aims]
}

/** In order of their numbers. */
export function frontMembers(trials: readonly Trial[], aims: readonly Aim[]): FrontMember[] {
  const members = trials.flatMap((trial): FrontMember[] => {
    const values = aims.flatMap(aim => objectiveValue(trial, aim) ?? [])
    const { number, config, state } = trial
    return state === 'completed' && values.length === aims.length ? [{ number, config, values }] : []
  })
  const points = members.map(({ values }) =>
    aims.map((aim, i) => aimLoss(aim, values[i] ?? Number.POSITIVE_INFINITY)),
  )
  return frontOf(points).flatMap(index => members[index] ?? [])
}
