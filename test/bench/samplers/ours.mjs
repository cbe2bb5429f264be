/** Curves and times of our samplers through `createStudy`. */
import { createStudy } from '../../../dist/coordinator/study.js'
import { createSampler } from '../../../dist/samplers/index.js'
import { formulas } from './problems.mjs'
import { median } from './statistics.mjs'

/** The least value after each trial. */
export function curveOf({ space, formula }, type, seed, trials) {
  const study = createStudy({ space, sampler: { type }, goal: 'minimize', seed })
  const curve = []
  let best = Infinity
  while (curve.length < trials) {
    const { number, config } = study.ask()
    const value = formulas[formula].evaluate(config)
    study.tell(number, value)
    best = Math.min(best, value)
    curve.push(best)
  }
  return curve
}

/** Median milliseconds of an ask after `count` trials of random configs. */
export function timeOf({ space, formula }, type, count, asks) {
  const random = createSampler({ type: 'random' })
  const sampler = createSampler({ type })
  const switching = (history, ...rest) => (history.number < count ? random : sampler)(history, ...rest)
  const study = createStudy({ space, sampler: switching, goal: 'minimize', seed: 1 })
  const times = []
  for (let i = 0; i < count + asks; i++) {
    const begin = performance.now()
    const { number, config } = study.ask()
    if (i >= count) times.push(performance.now() - begin)
    study.tell(number, formulas[formula].evaluate(config))
  }
  return median(times)
}
