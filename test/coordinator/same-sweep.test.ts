import { describe, expect, test } from 'vitest'
import { createRandom } from '../../src/base/random.ts'
import { slotsOf } from '../../src/execution/pool/slots.ts'
import type { Pruner } from '../../src/pruners/pruner.ts'
import { goOn } from '../../src/pruners/pruner.ts'
import type { RunState } from '../../src/run/state.ts'
import { createSampler } from '../../src/samplers/index.ts'
import type { Sampler } from '../../src/samplers/sampler.ts'
import type { FoldJob } from '../../src/trial/job.ts'
import { simulate, someSweep } from './simulate.ts'

/** Proposes near the best that it may know of: another history, another proposal. */
const learning: Sampler = (history, space, random, objective) => {
  const drawn = createSampler({ type: 'random' })(history, space, random, objective)
  if (drawn === 'exhausted' || history.known.length === 0 || random.next() < 0.3) return drawn
  const score = (trial: number) =>
    history.known[trial]?.folds.reduce((sum, fold) => sum + (fold?.metrics?.accuracy ?? 0), 0) ?? 0
  const best = history.known.map((_, trial) => trial).sort((a, b) => score(b) - score(a))[0] ?? 0
  const { dropout } = history.known[best]?.config ?? {}
  return dropout === undefined
    ? drawn
    : { ...drawn, dropout: Math.min(0.6, Number(dropout) + 1e-4 * history.number) }
}

/** Stops after a fold whose score is below the mean of the folds that it may know of. */
const afterFolds: Pruner = (trial, peers, { fold, epoch }) => {
  if (epoch !== 'end') return goOn
  const others = Array.from({ length: peers.count }, (_, i) => peers.at(i).scores[fold]).filter(
    score => score !== undefined,
  )
  const mean = others.reduce((sum, score) => sum + score, 0) / others.length
  const own = trial.scores[fold] ?? 0
  return others.length > 1 && own > mean + 0.02
    ? { action: 'stop', reason: `${own.toFixed(4)} above ${mean.toFixed(4)}` }
    : goOn
}

/** Puts aside what it would have stopped. */
const pausing: Pruner = (...asked) => {
  const verdict = afterFolds(...asked)
  return verdict.action === 'stop' ? { ...verdict, action: 'pause' } : verdict
}

/** Everything that must be the same: configs, verdicts with their words, scores of completed trials. */
function essenceOf({ trials }: RunState) {
  return trials.map(({ config, state, reason, stoppedAt, folds }) => ({
    config,
    state,
    reason,
    stoppedAt,
    scores: state === 'completed' ? folds.map(fold => fold?.metrics) : undefined,
  }))
}

/** Folds of random lengths, some of which fail or die, all by trial and fold alone. */
function weather(seed: number) {
  const of = (job: FoldJob, what: string) => createRandom(seed).fork(what, job.trial, job.fold)
  return {
    secondsPerEpoch: (job: FoldJob) => 0.2 + 5 * of(job, 'length').next() ** 3,
    crash(job: FoldJob, attempt: number, epoch: number) {
      const [fate, at] = [of(job, 'fate').next(), of(job, 'at').integer(1, 4)]
      if (epoch !== at) return undefined
      if (fate < 0.01) return 'death' as const
      if (fate < 0.02) return 'diverged' as const
      if (fate < 0.03) return 'error' as const
      return fate < 0.1 && attempt === 1 ? ('death' as const) : undefined
    },
  }
}

/** A fold's score then depends on the other folds of its trial. */
const stopsEarly = { headEpochs: 4, fineTuneEpochs: 3, earlyStopping: { patience: 1, minDelta: 0 } }
const median = { type: 'median', startupTrials: 2, warmupEpochs: 1 } as const

describe('one, two and eight workers: the same trials, configs and verdicts', () => {
  test.each(Array.from({ length: 50 }, (_, seed) => seed))('sweep %i', async seed => {
    const sweep = someSweep({
      seed,
      budget: { trials: 14 },
      pruner: seed % 2 === 0 ? median : { type: 'none' },
      ...(seed % 3 === 1 ? { recipe: stopsEarly } : {}),
    })
    const common = {
      ...weather(seed),
      ...(seed % 4 < 2 ? { sampler: learning } : {}),
      ...(seed % 3 === 0 ? { slotsOf } : {}),
      ...(seed % 10 === 1 ? { pruner: afterFolds } : {}),
      ...(seed % 10 === 3 ? { pruner: pausing } : {}),
    }
    const runs = await Promise.all([1, 2, 8].map(capacity => simulate(sweep, { ...common, capacity })))
    const [one, two, eight] = runs.map(({ state }) => essenceOf(state))
    expect(one).toHaveLength(14)
    expect(two).toEqual(one)
    expect(eight).toEqual(one)
  })

  test('and all of them have something to agree on', async () => {
    const states = new Set<string>()
    for (let seed = 0; seed < 10; seed++) {
      const { state } = await simulate(someSweep({ seed, budget: { trials: 14 }, pruner: median }), {
        ...weather(seed),
        sampler: learning,
      })
      for (const trial of state.trials) states.add(trial.state)
    }
    expect([...states].sort()).toEqual(['completed', 'failed', 'pruned'])
  })
})
