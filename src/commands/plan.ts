import { availableParallelism } from 'node:os'
import { explain, UserError } from '../base/errors.ts'
import { type CheckedPair, checkWeights } from '../coordinator/check-weights.ts'
import { mustLook } from '../coordinator/duplicates.ts'
import { splitImages } from '../coordinator/split-images.ts'
import { refuseHopeless, unusableNotes, withoutUnusable } from '../coordinator/usable-weights.ts'
import type { Dataset } from '../data/dataset.ts'
import { duplicateFindings } from '../data/duplicates/findings.ts'
import type { Folds } from '../data/folds.ts'
import type { PictureNote } from '../data/picture/notes.ts'
import { workersAndThreads } from '../execution/pool/workers.ts'
import { handlingOf } from '../run/duplicates.ts'
import { latestCosts } from '../store/costs-file.ts'
import { cacheBudgets } from '../sweep/cache-options.ts'
import { inspectData, type SweepData } from '../sweep/inspect-data.ts'
import { loadSweep } from '../sweep/load.ts'
import { memoryBudget } from '../sweep/memory-budget.ts'
import { placed } from '../sweep/placed.ts'
import { planSweep } from '../sweep/plan.ts'
import type { Sweep } from '../sweep/sweep.ts'
import { type EngineName, engineNames } from '../trial/engine-names.ts'
import { lookAt, lookAtDepths } from './look.ts'
import type { PlannedDuplicates } from './plan-duplicates.ts'
import { planText } from './plan-text.ts'
import { progressBar } from './progress-bar.ts'

export interface PlanOptions {
  readonly set?: readonly string[]
  readonly json?: boolean
  readonly engine?: string
  readonly workers?: number
  /** Opens no image: damaged files and duplicates are not found. */
  readonly quick?: boolean
}

/** Checks a search-space file and everything it names, and tells what a run would do. Loads no engine. */
export async function planCommand(file: string, options: PlanOptions = {}): Promise<number> {
  const sweep = await loadSweep(file, options.set)
  const engine = engineNamed(options.engine)
  const errors: UserError[] = []
  const inputs = await inspect(sweep, options.quick === true, errors)
  for (const error of errors) process.stderr.write(`${explain(await placed(error, file, options.set))}\n`)
  if (inputs === undefined) return 2
  const costs = await latestCosts(engine)
  const { workers } = workersAndThreads(options.workers, availableParallelism(), costs?.engine ?? engine)
  const weights = inputs.weights ?? []
  const memory = memoryBudget(sweep)
  const pixels = inputs.dataset.images.length * sweep.data.imageSize ** 2 * 3
  const plan = planSweep(withoutUnusable(sweep, weights), inputs.dataset, inputs.folds, {
    engine: costs?.engine ?? engine,
    workers,
    costs: costs?.cells ?? [],
    cache: cacheBudgets(sweep, memory, pixels),
    memory,
    areWorkersGiven: options.workers !== undefined,
  })
  const { duplicates, pictureNotes } = inputs
  const warnings = [...plan.warnings, ...unusableNotes(weights)]
  const text = options.json
    ? JSON.stringify({ ...plan, warnings, weights, duplicates, pictureNotes }, null, 2)
    : planText({ ...plan, warnings }, duplicates, { weights, pictureNotes })
  process.stdout.write(`${text}\n`)
  return errors.length > 0 ? 2 : 0
}

interface PlanInputs {
  /** Not there: nothing can be trained with any. */
  readonly weights?: readonly CheckedPair[]
  readonly dataset: Dataset
  readonly folds: Folds
  /** Null: not looked for. */
  readonly duplicates: PlannedDuplicates | null
  /** How the images are read; nothing where nobody looked. */
  readonly pictureNotes: readonly PictureNote[]
}

/** What the sweep stands on; what is wrong with it is collected, so that one error does not hide the next. */
async function inspect(sweep: Sweep, isQuick: boolean, errors: UserError[]): Promise<PlanInputs | undefined> {
  const attempt = async <T>(work: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      errors.push(error)
      return undefined
    }
  }
  const weights = await attempt(() => usableWeights(sweep))
  return attempt(async () => {
    const data = await inspectData(sweep)
    const found = weights === undefined ? {} : { weights }
    if (!isQuick && mustLook(sweep, {})) return { ...(await openImages(sweep, data)), ...found }
    const pictureNotes = isQuick ? [] : await lookAtDepths(data.dataset, sweep.data.range)
    const { folds } = data.split(data.dataset.images)
    return { dataset: data.dataset, folds, duplicates: null, pictureNotes, ...found }
  })
}

async function usableWeights(sweep: Sweep): Promise<CheckedPair[]> {
  const bar = progressBar()
  try {
    const weights = await checkWeights(sweep, {
      onProgress: progress => process.stderr.isTTY && bar.update(progress),
    })
    refuseHopeless(weights)
    return weights
  } finally {
    bar.clear()
  }
}

/** Damaged files and duplicates are found as a run would find them. */
async function openImages(sweep: Sweep, { dataset, split }: SweepData): Promise<PlanInputs> {
  const { imageSize, range } = sweep.data
  const { images, skipped, duplicates, pictureNotes } = await lookAt(dataset, imageSize, range)
  const { folds, leftOut } = splitImages(split, images, skipped, duplicates)
  return {
    dataset: {
      ...dataset,
      images: images.filter((_, image) => folds.of[image] !== -2),
      skipped: [...skipped, ...leftOut],
    },
    folds,
    pictureNotes,
    duplicates: {
      ...handlingOf(sweep, dataset.assigned !== undefined),
      ...duplicateFindings(duplicates, images, dataset.classes, folds),
    },
  }
}

function engineNamed(name = 'auto'): EngineName | 'auto' {
  const found = engineNames.find(engine => engine === name)
  if (found !== undefined || name === 'auto') return found ?? 'auto'
  throw new UserError(`"${name}" is not an engine: auto, ${engineNames.join(', ')}`, { where: '--engine' })
}
