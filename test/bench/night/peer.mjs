/** The other side of a night: `night_peer.py`, and its judge. */
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'

/** Every finished trial: seconds since the start, config, mean over all folds. */
export async function peerNight({ python, script }, workFile, space, { folder, minutes, seed }) {
  const spaceFile = path.join(folder, 'space.json')
  writeFileSync(spaceFile, JSON.stringify(space))
  const lines = await jsonLines(python, [
    script,
    workFile,
    spaceFile,
    '--minutes',
    String(minutes),
    '--seed',
    String(seed),
  ])
  return lines
    .filter(({ state }) => state === 'complete')
    .map(({ t, config, folds }) => ({
      t,
      config,
      mean: folds.reduce((sum, score) => sum + score, 0) / folds.length,
    }))
}

/** Accuracy of each config on fresh splits, with its standard error, in the same order. */
export async function judge({ python, script }, workFile, configs, { folder, repeats }) {
  const file = path.join(folder, 'configs.json')
  writeFileSync(file, JSON.stringify(configs))
  return jsonLines(python, [script, workFile, '--judge', file, '--repeats', String(repeats)])
}

async function jsonLines(python, args) {
  const child = spawn(python, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => (code === 0 ? resolve() : reject(new Error(`${python} ended with ${code}`))))
  })
  const lines = []
  for await (const line of createInterface({ input: child.stdout })) lines.push(JSON.parse(line))
  await ended
  return lines
}
