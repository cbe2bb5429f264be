import { outputOf } from '../../activations/subgraph.ts'
import type { Outcome } from '../../trial/job.ts'
import type { FoldOrder, Pool, Training } from './pool.ts'
import { slotsOf } from './slots.ts'

/** Multiply-adds that a task may collect: about a quarter of a second. */
const mostWork = 2e9

interface Waiting {
  readonly order: FoldOrder
  readonly begin: (training: Training) => void
}

/**
 * Folds that want to be trained. Heads take milliseconds, less than a task costs, so those that wait are trained by one
 * task after the other's results: shared out among the workers, and no more in a task than keeps it short. Every head
 * has its own random streams and its own memory: with whom it shares a task changes nothing.
 */
export function createFoldQueue(pool: Pick<Pool, 'train' | 'workers'>): (order: FoldOrder) => Training {
  const waiting: Waiting[] = []
  let tasks = 0
  let isDue = false

  function enqueue(order: FoldOrder): Training {
    if (slotsOf(order.inputs.job.recipe) === 1) return single(order)
    const since = performance.now()
    let training: Training | undefined
    let give: (outcome: Outcome) => void
    const outcome = new Promise<Outcome>(resolve => {
      give = resolve
    })
    const head: Waiting = {
      order,
      begin(begun) {
        training = begun
        void begun.outcome.then(give)
      },
    }
    waiting.push(head)
    startSoon()
    return {
      outcome,
      stop() {
        if (training !== undefined) return training.stop()
        const place = waiting.indexOf(head)
        if (place === -1) return
        waiting.splice(place, 1)
        give({ status: 'stopped', epochs: 0, seconds: (performance.now() - since) / 1000 })
      },
    }
  }

  function single(order: FoldOrder): Training {
    const [training] = pool.train([order])
    if (training === undefined) throw new RangeError('the pool trains every fold it is given')
    return training
  }

  /** A moment later, so that folds which come together go together. */
  function startSoon(): void {
    if (isDue) return
    isDue = true
    setImmediate(() => {
      isDue = false
      start()
    })
  }

  function start(): void {
    while (waiting.length > 0 && tasks < pool.workers) {
      const folds = takeShare(Math.ceil(waiting.length / (pool.workers - tasks)))
      const trainings = pool.train(folds.map(({ order }) => order))
      tasks++
      void Promise.all(trainings.map(({ outcome }) => outcome)).then(() => {
        tasks--
        start()
      })
      trainings.forEach((training, i) => {
        folds[i]?.begin(training)
      })
    }
  }

  function takeShare(most: number): Waiting[] {
    let work = 0
    let count = 0
    for (const { order } of waiting.slice(0, most)) {
      work += workOf(order)
      if (count > 0 && work > mostWork) break
      count++
    }
    return waiting.splice(0, count)
  }

  return enqueue
}

/** Multiply-adds: forward and backward for each class, and as much again as two classes for dropout. */
function workOf({ inputs: { job, split, classes, backbone } }: FoldOrder): number {
  const width = outputOf(backbone.graph).shape[2]
  return job.recipe.headEpochs * split.train.length * width * 2 * (classes + 2)
}
