import { availableParallelism } from 'node:os'
import { explain, UserError } from '../base/errors.ts'
import { checkWeights } from '../coordinator/check-weights.ts'
import type { Dataset } from '../data/dataset.ts'
import type { Folds } from '../data/folds.ts'
import { workersAndThreads } from '../execution/pool/workers.ts'
import { latestCosts } from '../store/costs-file.ts'
import { cacheBudgets } from '../sweep/cache-options.ts'
import { inspectData } from '../sweep/inspect-data.ts'
import { loadSweep } from '../sweep/load.ts'
import { placed } from '../sweep/placed.ts'
import { planSweep } from '../sweep/plan.ts'
import type { Sweep } from '../sweep/sweep.ts'
import { type EngineName, engineNames } from '../trial/engine-names.ts'
import { planText } from './plan-text.ts'

export interface PlanOptions {
  readonly set?: readonly string[]
  readonly json?: boolean
  readonly engine?: string
  readonly workers?: number
}

/** Checks a search-space file and everything it names, and tells what a run would do. Loads no engine, opens no image. */
export async function planCommand(file: string, options: PlanOptions = {}): Promise<number> {
  const sweep = await loadSweep(file, options.set)
  const errors: UserError[] = []
  const inputs = await inspect(sweep, errors)
  for (const error of errors) process.stderr.write(`${explain(await placed(error, file, options.set))}\n`)
  if (inputs === undefined) return 2
  const { workers } = workersAndThreads(options.workers, availableParallelism())
  const engine = engineNamed(options.engine)
  const costs = await latestCosts(engine)
  const plan = planSweep(sweep, inputs.dataset, inputs.folds, {
    engine: costs?.engine ?? engine,
    workers,
    costs: costs?.cells ?? [],
    cache: cacheBudgets(sweep),
  })
  process.stdout.write(options.json ? `${JSON.stringify(plan, null, 2)}\n` : `${planText(plan)}\n`)
  return errors.length > 0 ? 2 : 0
}

/** What the sweep stands on; what is wrong with it is collected, so that one error does not hide the next. */
async function inspect(
  sweep: Sweep,
  errors: UserError[],
): Promise<{ dataset: Dataset; folds: Folds } | undefined> {
  const attempt = async <T>(work: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      errors.push(error)
      return undefined
    }
  }
  await attempt(() => checkWeights(sweep))
  return attempt(async () => {
    const { dataset, split } = await inspectData(sweep)
    return { dataset, folds: split(dataset.images) }
  })
}

function engineNamed(name = 'auto'): EngineName | 'auto' {
  const found = engineNames.find(engine => engine === name)
  if (found !== undefined || name === 'auto') return found ?? 'auto'
  throw new UserError(`"${name}" is not an engine: auto, ${engineNames.join(', ')}`, { where: '--engine' })
}
