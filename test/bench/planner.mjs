/**
 * What keeping frozen activations saves: a list of trials over several freeze depths with the planner's choice, and
 * with nothing kept but what no budget governs (the pooled features), in turn.
 *
 *   npm run bench:planner -- --data DIR [--weights FILE] [--backbone resnet50] [--engine tensorflow] [--configs 6]
 *                            [--max-depth 4] [--k 3] [--epochs 4] [--size 128] [--limit 60] [--runs 3] [--workers 2]
 */
import { writeFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { makeFolder, median, runSweep } from './ours.mjs'
import { makeWork, sweepOf } from './work.mjs'

const names = 'data backbone weights engine configs max-depth k epochs size limit runs workers'
const { values } = parseArgs({
  options: Object.fromEntries(names.split(' ').map(name => [name, { type: 'string' }])),
})
const { data, backbone = 'resnet50', weights, engine = 'tensorflow' } = values
if (data === undefined) {
  console.error('needed: --data DIR, a folder of images by class (see test/bench/planner.mjs)')
  process.exit(2)
}
const number = (name, fallback) => Number(values[name] ?? fallback)
const maxDepth = number('max-depth', 4)
const work = makeWork({
  data,
  backbone,
  weights,
  size: number('size', 128),
  k: number('k', 3),
  configs: number('configs', 6),
  maxDepth,
  epochs: number('epochs', 4),
  limit: number('limit', 60),
  seed: 1,
})
const workFile = path.join(makeFolder(), 'work.json')
// Every depth from 1 on, in turn: heads alone need no cut.
const configs = work.configs.map((config, i) => ({ ...config, unfreezeDepth: 1 + (i % maxDepth) }))
writeFileSync(workFile, JSON.stringify({ ...work, configs }))
const sweep = sweepOf({ ...work, configs }, workFile)

const ratios = []
for (let run = 0; run < number('runs', 3); run++) {
  const options = { engine, workers: number('workers', availableParallelism()) }
  const planned = runSweep(sweep, options)
  const without = runSweep({ ...sweep, cache: { memory: 0, disk: 0 } }, options)
  ratios.push(without.seconds / planned.seconds)
  const gap = Math.max(...planned.scores.map((score, i) => Math.abs(score - without.scores[i])))
  console.log(
    `${backbone} on ${engine}, depths 1 to ${maxDepth}: planned ${planned.seconds.toFixed(1)} s, without ` +
      `${without.seconds.toFixed(1)} s, ratio ${ratios.at(-1).toFixed(2)}; largest difference of scores ${gap.toFixed(4)}; ` +
      `load ${loadavg()[0].toFixed(1)}`,
  )
}
console.log(`median ratio (time without / planned): ${median(ratios).toFixed(2)}`)
