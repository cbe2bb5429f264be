/**
 * What racing saves and what it costs, replayed on tables of real fold scores (260 configurations of heads on MobileNetV2's
 * frozen features, 12 epochs a fold): folds and epochs not trained, how far the pick lies behind the best
 * configuration (in points of accuracy), and how often it is the best one. Every pruner, configurations in random and
 * in improving order, all of them and the best quarter.
 *
 *   npm run bench:racing -- [--replicates 100] [--tables trashnet,cifar10] [--rules race,median] [--k 5]
 *     [--peer python3 --peer-folder FOLDER]
 *
 * With a peer the reference rules in NumPy (`race_lib.py`, `mixed.py`) run on the same replicates; where a rule has
 * one, ours must use the same folds and pick the same configuration, laps aside: fails (exit code 1) where one does not.
 * Says where `race` stays below its aims at k = 5: 73 % of the folds saved on all, 60 % on the quarter (62 and 45 %
 * under samplers that learn), less than 0.02 points behind, the best kept in 98 %.
 */
import { parseArgs } from 'node:util'
import { prunerSchema } from '../../dist/pruners/index.js'
import { replay } from './racing/ours.mjs'
import { peerResults } from './racing/peer.mjs'
import { summary, wordsOf } from './racing/summary.mjs'
import { meanOf, readTable, replicatesOf, tableNames } from './racing/tables.mjs'

const { values } = parseArgs({
  options: {
    replicates: { type: 'string', default: '100' },
    tables: { type: 'string', default: tableNames.join(',') },
    rules: { type: 'string' },
    k: { type: 'string', default: '3,5,10' },
    peer: { type: 'string' },
    'peer-folder': { type: 'string' },
  },
})
const count = Number(values.replicates)
const peer = values.peer === undefined ? undefined : { python: values.peer, folder: values['peer-folder'] }

const race = { type: 'race', cheapTrials: true }
/** `peerRule`: the same rule; `kin`: one of the same name that goes on differently, shown for comparison. */
const allRules = [
  { name: 'race', pruner: race, laps: true, aim: { all: 73, quarter: 60 } },
  { name: 'race, no laps', pruner: race, peerRule: 'blind' },
  { name: 'race, learning', pruner: race, learns: true, peerRule: 'learning', aim: { all: 62, quarter: 45 } },
  { name: 'wilcoxon', pruner: { type: 'wilcoxon' }, peerRule: 'wilcoxon' },
  { name: 'forgiving', pruner: { type: 'forgiving' }, peerRule: 'forgiving' },
  { name: 'anova', pruner: { type: 'anova' }, kin: 'anova' },
  { name: 'asha', pruner: { type: 'asha' }, kin: 'asha' },
  { name: 'hyperband', pruner: { type: 'hyperband' } },
  { name: 'median', pruner: { type: 'median' }, kin: 'oldMedian' },
  { name: 'percentile', pruner: { type: 'percentile' } },
  { name: 'patience', pruner: { type: 'patience' } },
]
const rules = allRules.filter(({ name }) => values.rules?.split(',').includes(name.split(',')[0]) ?? true)
const folds = values.k.split(',').map(Number)
const misses = []
const unlikes = []

for (const name of values.tables.split(',')) {
  const table = readTable(name)
  for (const k of folds.filter(k => k <= table.k))
    for (const order of ['random', 'improving'])
      for (const share of ['all', 'quarter']) await judgeCell(table, { k, order, share })
}
if (misses.length > 0) console.log(`\nbelow the aims:\n  ${misses.join('\n  ')}`)
if (unlikes.length > 0) {
  console.log(`\nUNLIKE THE REFERENCE:\n  ${unlikes.join('\n  ')}`)
  process.exitCode = 1
}

async function judgeCell(table, cell) {
  const { k, order, share } = cell
  const where = `${table.name}, k = ${k}, ${order} order, ${share}`
  console.log(`\n${where}: folds saved %, epochs saved %, points behind, best kept %`)
  const replicates = replicatesOf(table, { count, ...cell })
  for (const rule of rules) {
    const options = { ...rule, pruner: prunerSchema.parse(rule.pruner), images: table.images }
    const results = replicates.map(trials => replay(trials, options))
    const judged = summary(results, replicates, table.epochs)
    const beside = await besideOf(rule, results, replicates, table, where)
    console.log(`  ${rule.name.padEnd(15)}${wordsOf(judged)}${beside}`)
    if (rule.aim !== undefined && k === 5) check(judged, rule, `${rule.name}, ${where}`, share)
  }
}

async function besideOf({ name, peerRule, kin }, results, replicates, table, where) {
  const rule = peerRule ?? kin
  if (peer === undefined || rule === undefined) return ''
  const theirs = await peerResults(replicates, rule, table.images, peer)
  const words = wordsOf(summary(theirs, replicates, table.epochs))
  if (peerRule === undefined) return `   reference${words}`
  const unlike = theirs.filter((other, i) => {
    const { folds, complete } = results[i]
    const [own, its] = [results[i].pick, other.pick].map(pick => meanOf(replicates[i][pick]))
    return other.folds !== folds || other.complete !== complete || own !== its
  })
  if (unlike.length > 0) unlikes.push(`${name}, ${where}: ${unlike.length} of ${count} unlike the reference`)
  return `   reference${words}, ${unlike.length === 0 ? 'the same each time' : `unlike ${unlike.length} times`}`
}

function check({ saved, behind, kept }, { aim }, where, share) {
  if (saved < aim[share]) misses.push(`${where}: ${saved.toFixed(1)} % saved, not ${aim[share]}`)
  if (behind >= 0.02) misses.push(`${where}: ${behind.toFixed(3)} points behind`)
  if (kept < 98) misses.push(`${where}: the best kept in ${kept.toFixed(0)} %`)
}
