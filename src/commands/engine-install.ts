import { execFileSync } from 'node:child_process'
import { UserError } from '../base/errors.ts'
import { installEngine } from '../engine/install/install.ts'
import { createSteps } from '../engine/install/steps.ts'

interface Options {
  readonly gpu?: boolean
  readonly python?: string
  readonly tensorflow?: string
}

/** Gives this machine the tensorflow engine; each step is a line. */
export async function engineInstallCommand({ gpu = false, ...chosen }: Options): Promise<number> {
  const print = (line: string) => process.stdout.write(`${line}\n`)
  if (!gpu && hasNvidiaGpu()) print('An NVIDIA GPU is here: with --gpu TensorFlow would use it.\n')
  const { device, isGpu } = await installEngine({ gpu, ...chosen }, process.env, createSteps(process.stdout))
  if (gpu && !isGpu)
    throw new UserError(
      `it is installed and works, but on ${device}: TensorFlow found no GPU that it can use`,
      {
        details: [hasNvidiaGpu() ? 'nvidia-smi sees a GPU' : 'nvidia-smi sees no GPU on this machine'],
        next: "update NVIDIA's driver (CUDA 12 needs 525 or newer) and check CUDA_VISIBLE_DEVICES; TF_CPP_MIN_LOG_LEVEL=0 nightsweep engine list tells what TensorFlow misses",
      },
    )
  print(`\nThe tensorflow engine is ready; --engine auto takes it. How fast it is: nightsweep engine bench`)
  return 0
}

function hasNvidiaGpu(): boolean {
  try {
    return execFileSync('nvidia-smi', ['-L'], {
      encoding: 'utf8',
      timeout: 10_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).includes('GPU')
  } catch {
    return false
  }
}
