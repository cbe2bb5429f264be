/**
 * A finished sweep as a table of how many validation images were right after each epoch of each fold, for `bench:racing`.
 * The sweep must have trained every trial on every fold (`pruner: { type: none }`) and the same number of epochs.
 *
 *   node test/bench/racing/table.mjs RUN_FOLDER NAME
 */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { readRun } from '../../../dist/store/read-run.js'
import { seriesOf } from '../../../dist/trial/curve.js'

const [folder, name] = process.argv.slice(2)
const state = await readRun(folder, { curves: true })
const { folds: foldOf } = JSON.parse(readFileSync(path.join(folder, 'folds.json'), 'utf8'))
const { k } = state.data.folds
const images = Array.from({ length: k }, (_, fold) => Object.values(foldOf).filter(of => of === fold).length)
const complete = state.trials.filter(trial => trial.state === 'completed')
const epochs = complete[0].folds[0].curve.length
const rows = complete.map(({ folds }) => {
  const right = folds.flatMap(({ curve }, fold) =>
    seriesOf(curve, 'accuracy').map(accuracy => Math.round(accuracy * images[fold])),
  )
  if (right.length !== k * epochs) throw new Error(`a trial has ${right.length} epochs, not ${k * epochs}`)
  return Buffer.from(Uint16Array.from(right).buffer).toString('base64')
})
const file = path.join(import.meta.dirname, 'tables', `${name}.json`)
writeFileSync(file, `${JSON.stringify({ k, epochs, images, rows }, null, 2)}\n`)
console.log(`${file}: ${rows.length} trials × ${k} folds × ${epochs} epochs`)
