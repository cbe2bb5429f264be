import { outputOf } from '../activations/subgraph.ts'
import { createRandom } from '../base/random.ts'
import type { Outcome } from '../trial/job.ts'
import { createHead } from './classifier.ts'
import { followBest } from './early-stopping.ts'
import { failureOf } from './failure.ts'
import { createFineTuneStage } from './fine-tune-stage.ts'
import { createHeadStage } from './head-stage.ts'
import { trainLogistic } from './logistic/train-logistic.ts'
import { countsFor } from './metrics.ts'
import { hasFineTuning, isLogistic, plannedEpochs } from './needs.ts'
import { createPace } from './pace.ts'
import type { FoldHooks, FoldInput, FoldRun } from './run.ts'
import { createSnapshot } from './snapshot.ts'
import { runStage, type Stage } from './stage.ts'
import { createTargets } from './targets.ts'

export type { FoldHooks, FoldInput } from './run.ts'

/**
 * Trains one recipe on one split: the head on frozen features, then head and last blocks together. Fresh weights,
 * everything random from the job's seed, no tensor left behind however it ends. With early stopping the metrics
 * are those of the best epoch of both stages, whose weights are restored; without it those of the last epoch, as
 * the best of many looks at the validation images would flatter the recipe. `bestEpoch` names the best in both cases.
 */
export async function trainFold(input: FoldInput, hooks: FoldHooks): Promise<Outcome> {
  const begun = performance.now()
  let run: FoldRun | undefined
  const facts = () => ({ epochs: run?.epoch ?? 0, seconds: (performance.now() - begun) / 1000 })
  try {
    run = startRun(input, hooks)
    return { ...(await trainThrough(run, hooks)), ...facts() }
  } catch (error) {
    if (error instanceof Stopped) return { status: 'stopped', ...facts() }
    return { status: 'failed', ...failureOf(error, (run?.epoch ?? 0) + 1), ...facts() }
  }
}

/** Someone wants the fold to end. */
class Stopped extends Error {}

type Ending =
  | Pick<
      Extract<Outcome, { status: 'done' }>,
      'status' | 'metrics' | 'bestEpoch' | 'counts' | 'earlyStopping'
    >
  | { readonly status: 'stopped' }

async function trainThrough(run: FoldRun, hooks: FoldHooks): Promise<Ending> {
  try {
    return await train(run, hooks)
  } finally {
    run.best.dispose()
  }
}

async function train(run: FoldRun, hooks: FoldHooks): Promise<Ending> {
  const { job, backbone, classes } = run.input
  const { recipe } = job
  if (isLogistic(recipe))
    return (await trainLogistic(run, hooks)) === 'stopped' ? { status: 'stopped' } : done(run)
  const features = outputOf(backbone.graph).shape[2]
  const head = createHead({ features, hiddenUnits: recipe.hiddenUnits, classes }, run.random.fork('head'))
  try {
    const isTuned = hasFineTuning(recipe) && job.epochs?.fineTune !== 0
    const stages = [createHeadStage, ...(isTuned ? [createFineTuneStage] : [])]
    for (const [i, create] of stages.entries()) {
      if (run.shouldStop()) return { status: 'stopped' }
      const end = await finishStage(create(run, head), run, i === stages.length - 1, hooks)
      if (end === 'stopped') return { status: 'stopped' }
      run.best.restore(head.weights)
    }
    return done(run)
  } finally {
    head.dispose()
  }
}

async function finishStage(
  stage: Stage,
  run: FoldRun,
  isLast: boolean,
  hooks: FoldHooks,
): Promise<'finished' | 'stopped'> {
  try {
    const end = await runStage(stage, run)
    if (end === 'finished' && isLast && hooks.onTrained !== undefined) {
      if (run.input.job.recipe.earlyStopping === null) run.best.take(stage.weights)
      await hooks.onTrained(await run.best.values())
    }
    return end
  } finally {
    stage.dispose()
  }
}

function done({ bestSoFar, last, input }: FoldRun): Ending {
  const { best } = bestSoFar
  if (best === undefined || last === undefined) throw new RangeError('a fold needs at least one epoch')
  const isStopping = input.job.recipe.earlyStopping !== null
  const metrics = isStopping ? best.metrics : last
  const counts = countsFor(input.job.metric, metrics)
  return {
    status: 'done',
    metrics,
    bestEpoch: best.epoch,
    ...counts,
    ...(isStopping && { earlyStopping: true }),
  }
}

function startRun(input: FoldInput, { onReport, shouldStop, onTrained }: FoldHooks): FoldRun {
  const { job, labels, classes, split } = input
  const breathe = createPace()
  return {
    input,
    random: createRandom(job.seed),
    targets: createTargets({ labels, classes, train: split.train }, job.recipe),
    bestSoFar: followBest(job.metric, job.recipe.earlyStopping),
    best: createSnapshot(),
    keepsBest: job.recipe.earlyStopping !== null && (hasFineTuning(job.recipe) || onTrained !== undefined),
    async pace() {
      if (shouldStop()) throw new Stopped()
      await breathe()
    },
    plannedEpochs: plannedEpochs(job.recipe, job.epochs),
    onReport: report => onReport(report),
    shouldStop: () => shouldStop(),
    epoch: 0,
    last: undefined,
  }
}
