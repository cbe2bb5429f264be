/** The other side of a night: `night_peer.py`, and its judge. */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { jsonLines } from '../json-lines.mjs'

/** Every finished trial: seconds since the start, config, mean over all folds. */
export async function peerNight({ python, script }, workFile, space, { folder, minutes, seed }) {
  const spaceFile = path.join(folder, 'space.json')
  writeFileSync(spaceFile, JSON.stringify(space))
  const args = [script, workFile, spaceFile, '--minutes', String(minutes), '--seed', String(seed)]
  const finished = []
  for await (const { t, state, config, folds } of jsonLines(python, args))
    if (state === 'complete')
      finished.push({ t, config, mean: folds.reduce((sum, score) => sum + score, 0) / folds.length })
  return finished
}

/** Accuracy of each config on fresh splits, with its standard error, in the same order. */
export async function judge({ python, script }, workFile, configs, { folder, repeats }) {
  const file = path.join(folder, 'configs.json')
  writeFileSync(file, JSON.stringify(configs))
  const judged = []
  const args = [script, workFile, '--judge', file, '--repeats', String(repeats)]
  for await (const line of jsonLines(python, args)) judged.push(line)
  return judged
}
