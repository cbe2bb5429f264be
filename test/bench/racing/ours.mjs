/** A replicate through our own core: the same asks, judgements and resumptions as in a sweep with one worker. */
import { createRandom } from '../../../dist/base/random.js'
import { createCore } from '../../../dist/coordinator/core.js'
import { createPruner } from '../../../dist/pruners/index.js'
import { createBook } from '../../../dist/run/book.js'
import { eachMetric } from '../../../dist/trial/metrics/index.js'
import { meanOf } from './tables.mjs'

const objective = { metric: 'accuracy', goal: 'maximize' }
const metricsOf = value => eachMetric(() => value)

/**
 * What a rule spent and found on trials given as `[fold][epoch]` scores. `learns`: whether configurations count as
 * following from results; `laps`: whether a leader is completed at the end of each lap, as in a sweep.
 */
export function replay(trials, { pruner, learns, laps, images }) {
  const k = trials[0].length
  const epochs = trials[0][0].length
  const { state, apply } = createBook({ objective, seed: 0 })
  const core = createCore({
    sampler: ({ number }) => (number < trials.length ? { row: number } : 'exhausted'),
    pruner: createPruner(pruner, { ...objective, samplerLearns: learns === true }),
    lookAhead: 1,
    space: new Map(),
    allows: () => true,
    k,
    opening: [],
    effortOf: () => 'head',
    random: createRandom(0),
    state,
  })
  const spent = { folds: 0, epochs: 0 }
  const record = event => {
    apply({ ...event, at: '' })
    core.noticed(event)
  }
  record({
    type: 'data',
    classes: [],
    images: images * k,
    skipped: [],
    imagesHash: '',
    folds: { k, hash: '' },
    holdout: 0,
  })

  /** Whether the trial has been paused or ended. */
  function follow(trial) {
    const consequence = core.consequenceFor(state.trials[trial], k)
    if (consequence === undefined) return false
    if (consequence.type === 'completed')
      record({ type: 'trialEnded', trial, state: 'completed', reason: '' })
    else {
      const { verdict, place } = consequence
      const { reason } = verdict
      if (verdict.action === 'pause') record({ type: 'trialPaused', trial, reason, place })
      else record({ type: 'trialEnded', trial, state: 'pruned', reason, place })
    }
    return true
  }

  function train(trial, position) {
    const fold = core.sequence.foldAt(trial, position)
    record({ type: 'foldStarted', trial, fold, attempt: 1 })
    for (const [e, value] of trials[trial][fold].entries()) {
      const metrics = metricsOf(value)
      record({
        type: 'report',
        trial,
        fold,
        epoch: e + 1,
        epochs,
        stage: 'head',
        trainLoss: 0,
        seconds: 0,
        metrics,
      })
      spent.epochs++
      spent.folds += 1 / epochs
      if (follow(trial)) return true
    }
    const metrics = metricsOf(trials[trial][fold][epochs - 1])
    const outcome = { status: 'done', metrics, bestEpoch: epochs, epochs, seconds: 0 }
    record({ type: 'foldEnded', trial, fold, outcome })
    return follow(trial)
  }

  function resumeAll(isLap) {
    for (
      let trial = core.nextResumption(isLap);
      typeof trial === 'number';
      trial = core.nextResumption(isLap)
    ) {
      record({ type: 'trialResumed', trial })
      train(trial, core.grantOf(state.trials[trial]) - 1)
    }
  }

  for (;;) {
    const next = core.suggest()
    if (next === 'exhausted') break
    const trial = state.trials.length
    record({ type: 'trialStarted', trial, ...next })
    for (let position = 0; position < k; position++) if (train(trial, position)) break
    if (laps && core.isAtLap()) resumeAll(true)
  }
  resumeAll(false)
  const complete = state.trials.filter(trial => trial.state === 'completed').map(({ number }) => number)
  const pick = complete.reduce((best, other) => (meanOf(trials[other]) > meanOf(trials[best]) ? other : best))
  return { folds: Math.round(spent.folds * 1e6) / 1e6, epochs: spent.epochs, pick, complete: complete.length }
}
