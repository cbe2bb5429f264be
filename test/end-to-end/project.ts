import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { colourFolder, temporaryFolder } from '../setup/images.ts'

/** The program as it is installed. */
export const cli = path.resolve(import.meta.dirname, '../../dist/cli.js')

interface Result {
  code: number
  stdout: string
  stderr: string
}

/** Runs it to its end. */
export async function nightsweep(cwd: string, ...args: string[]): Promise<Result> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [cli, ...args], { cwd })
    return { code: 0, stdout, stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as Result
    return { code, stdout, stderr }
  }
}

/** A folder with `colours.yaml`: a sweep over ten pictures each of three colours, in which every trial gets every fold. */
export async function project(trials: number, recipe = ''): Promise<string> {
  const folder = temporaryFolder()
  const data = await colourFolder(['red', 'green', 'blue'], 10)
  writeFileSync(
    path.join(folder, 'colours.yaml'),
    `data: { path: ${data}, imageSize: 32 }
folds: { k: 2 }
budget: { trials: ${trials} }
recipe: { backbone: MobileNetV2-0.35, weights: random, headEpochs: 4, fineTuneEpochs: 2, batchSize: 8 ${recipe} }
space:
  learningRate: { min: 1e-3, max: 1e-1, scale: log }
  unfreezeDepth: { type: int, min: 0, max: 1 }
sampler: { type: random }
pruner: { type: none }
baseline: false
`,
  )
  return folder
}
