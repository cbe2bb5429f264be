import { createRandom } from '../../src/base/random.ts'
import type { RunEvent } from '../../src/run/event.ts'
import type { FoldJob } from '../../src/trial/job.ts'
import { header, only, session, simulate, someSweep } from './simulate.ts'

export const race = {
  type: 'race',
  minGain: 0.1,
  minChance: 0.05,
  startupTrials: 1,
  cheapTrials: true,
} as const

/** Scores that vary by configuration, fold and chance, all by trial and fold alone. */
export const curve = ({ recipe, fold, seed }: FoldJob, epoch: number) => {
  const worth = 0.9 - 0.5 * (recipe.dropout - 0.3) ** 2
  const accuracy = worth + 0.03 * Math.sin(7 * fold) + 0.01 * createRandom(seed).fork(epoch).normal()
  return {
    metrics: { accuracy, balancedAccuracy: accuracy, macroF1: accuracy, logLoss: 1 - accuracy },
    trainLoss: 1,
  }
}

/** Folds of random lengths, some of which fail or die. */
export function weather(seed: number) {
  const of = (job: FoldJob, what: string) => createRandom(seed).fork(what, job.trial, job.fold)
  return {
    curve,
    secondsPerEpoch: (job: FoldJob) => 0.2 + 5 * of(job, 'length').next() ** 3,
    crash(job: FoldJob, attempt: number, epoch: number) {
      const [fate, at] = [of(job, 'fate').next(), of(job, 'at').integer(1, 4)]
      if (epoch !== at) return undefined
      if (fate < 0.01) return 'diverged' as const
      if (fate < 0.02) return 'error' as const
      return fate < 0.06 && attempt === 1 ? ('lost' as const) : undefined
    },
  }
}

/** A race of heads and fine-tuned trials. */
export const sweepOf = (seed: number, trials = 14, k = 3) =>
  someSweep({
    seed,
    budget: { trials },
    pruner: race,
    folds: { k, stratified: true, grouped: false, seed: 7 },
  })

/** Cuts a journal at random places; what was lost once is not lost again. */
export async function killed(
  seed: number,
  options: Parameters<typeof simulate>[1],
  whole: readonly RunEvent[],
  sweep = sweepOf(seed),
) {
  const random = createRandom(seed).fork('kills')
  const begun = header(sweep).length
  let journal = whole
  for (let kill = 0; kill < 2; kill++) {
    const kept = begun + random.integer(0, journal.length - begun)
    const prefix = journal.slice(0, kept)
    const attempts = new Map<string, number>()
    for (const { trial, fold } of only(prefix, 'foldStarted'))
      attempts.set(`${trial}/${fold}`, (attempts.get(`${trial}/${fold}`) ?? 0) + 1)
    const { crash } = weather(seed)
    const rest: typeof crash = (job, attempt, epoch) =>
      crash(job, attempt + (attempts.get(`${job.trial}/${job.fold}`) ?? 0), epoch)
    const capacity = random.pick([1, 2, 8])
    const { journal: next } = await simulate(sweep, {
      ...options,
      crash: rest,
      capacity,
      journal: [...prefix, session()],
    })
    journal = next
  }
  return simulate(sweep, { ...options, journal: [...journal, session()] })
}
