import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { runSweep, type SweepResult } from '../coordinator/run-sweep.ts'
import { demoClasses } from '../data/drawings/classes.ts'
import { drawDataset } from '../data/drawings/draw-dataset.ts'
import { leaderboard } from '../leaderboard/rank.ts'
import { loadSweep } from '../sweep/load.ts'
import { leaderboardCommand } from './leaderboard.ts'
import { type BudgetFlags, type RunFlags, withFlags } from './run-options.ts'
import { showWhile } from './show-while.ts'
import { comparison } from './transfer.ts'

const file = fileURLToPath(new URL('../../search-spaces/demo.yaml', import.meta.url))
const classes = Object.keys(demoClasses)
const pictures = { classes: demoClasses, perClass: 40, size: 64, seed: 7 }

/** A complete small sweep on pictures drawn now and a tiny network that comes in the box: nothing to download. */
export async function demoCommand(options: RunFlags & BudgetFlags & { name?: string }): Promise<number> {
  const { runs, name } = options
  const folder = path.resolve(runs, '.demo', 'drawings')
  const count = await drawDataset(folder, pictures)
  const sweep = withFlags(await loadSweep(file, [`data.path=${JSON.stringify(folder)}`]), options)
  console.log(introduction(count, folder))
  let result: SweepResult | undefined
  const code = await showWhile(options, async hooks => {
    result = await runSweep(sweep, { ...hooks, runs, ...(name === undefined ? {} : { name }) })
    return result
  })
  if (code !== 0 || result === undefined) return code
  console.log()
  await leaderboardCommand(result.folder, { runs })
  const chance = `Guessing would give ${(1 / classes.length).toFixed(2)}.`
  console.log(['', ...comparison(leaderboard(result.state)), chance, '', ...nextSteps].join('\n'))
  return code
}

function introduction(count: number, folder: string): string {
  return [
    'This is a demonstration: drawn pictures and a tiny network, so that a whole sweep takes a minute or two.',
    `${count} pictures of ${classes.length} classes (${classes.join(', ')}) are in ${folder}.`,
    'The network, Pocket, was pre-trained on drawings of other classes.',
    '',
  ].join('\n')
}

const nextSteps = [
  'This was a demonstration. On your own photos, one folder per class:',
  '  nightsweep init photos/           look at the images, write photos.yaml',
  '  nightsweep plan photos.yaml       what would happen, before it does',
  '  nightsweep run photos.yaml        start; Ctrl-C loses nothing',
]
