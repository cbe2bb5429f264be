import { createRandom } from '../base/random.ts'
import type { Pruner } from '../pruners/pruner.ts'
import type { RunState } from '../run/state.ts'
import { endsByItself } from '../samplers/index.ts'
import type { Sampler } from '../samplers/sampler.ts'
import { allowedBy } from '../sweep/constraints.ts'
import { openingOf } from '../sweep/opening.ts'
import { type Sweep, spaceOf } from '../sweep/sweep.ts'
import { countBaselines } from '../trial/trial.ts'
import { type Core, createCore } from './core.ts'
import { effortOf } from './effort.ts'
import type { Jobs } from './jobs.ts'
import { createMeasuring, type Measuring } from './measuring.ts'
import type { LookAhead } from './schedule/look-ahead.ts'
import { createScreen, type Screen } from './screen.ts'

export interface SweepCoreOptions {
  readonly sweep: Sweep
  /** Number of folds. */
  readonly k: number
  readonly sampler: Sampler
  readonly pruner: Pruner
  readonly lookAhead: LookAhead
  readonly state: RunState
  readonly jobs: Jobs
}

export interface SweepCore {
  readonly core: Core
  /** How many trials of the opening are baselines; they come first. */
  readonly baselines: number
  readonly screen: Screen | undefined
  readonly measuring: Measuring | undefined
}

/** The core of a sweep, as its file says it: whoever leads it, a loop or a replay of the journal, gets the same answers. */
export function createSweepCore(options: SweepCoreOptions): SweepCore {
  const { sweep, jobs } = options
  const opening = openingOf(sweep)
  const baselines = countBaselines(opening)
  // What is far behind in the metric may be the cheapest.
  const isScreened = baselines >= 2 && !endsByItself(sweep.sampler) && sweep.objective.against === undefined
  const screen = isScreened ? createScreen(sweep) : undefined
  const measuring = createMeasuring(sweep, options.state)
  const core = createCore({
    ...options,
    space: spaceOf(sweep),
    allows: allowedBy(sweep),
    effortOf: trial => (jobs.problemOf(trial) === undefined ? effortOf(jobs.recipeOf(trial)) : 'head'),
    opening,
    ...(screen === undefined ? {} : { screen }),
    ...(measuring === undefined ? {} : { lossesOf: measuring.lossesOf }),
    random: createRandom(sweep.seed),
  })
  return { core, baselines, screen, measuring }
}
