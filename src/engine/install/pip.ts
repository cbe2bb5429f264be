import { readdirSync } from 'node:fs'
import path from 'node:path'
import type { Environment } from '../../base/cache-folder.ts'
import { failure } from './failures.ts'
import { type Places, requireSpace } from './places.ts'
import { runProgram } from './program.ts'
import { nameOf, type Python } from './pythons.ts'

export interface PipOptions {
  readonly python: Python
  readonly gpu: boolean
  readonly say: (line: string) => void
}

const GB = 2 ** 30

/** The folder of the virtual environment that holds our own TensorFlow. */
export const environmentName = (gpu: boolean) => (gpu ? 'tensorflow-cuda' : 'tensorflow-cpu')

/** Makes a virtual environment with TensorFlow in the cache folder; gives the package's folder. */
export async function installTensorFlow(places: Places, { python, gpu, say }: PipOptions): Promise<string> {
  await requireSpace(places.folder, (gpu ? 9 : 2.5) * GB)
  const folder = await places.build(environmentName(gpu), async draft => {
    const env = pipEnvironment(places.env, draft)
    const { logFile } = places
    const made = await runProgram(python.file, ['-m', 'venv', draft], { env, logFile, onLine: say })
    if (!made.ok) throw failure(`${nameOf(python)} -m venv`, made.output, logFile)
    const pip = ['-m', 'pip', 'install', '--no-input', '--progress-bar', 'off', ...wanted(gpu)]
    const ended = await runProgram(path.join(draft, 'bin', 'python'), pip, { env, logFile, onLine: say })
    if (!ended.ok) throw failure(`pip for ${nameOf(python)}`, ended.output, logFile)
  })
  return packageIn(folder)
}

/** The C library alone needs none of the Python packages, but its CUDA libraries. */
function wanted(gpu: boolean): string[] {
  const hasCpuWheels = process.platform === 'linux' && process.arch === 'x64'
  if (gpu) return ['tensorflow[and-cuda]<3']
  return ['--no-deps', '--only-binary', ':all:', hasCpuWheels ? 'tensorflow-cpu<3' : 'tensorflow<3']
}

/** Without the settings that send packages elsewhere; unpacks on the cache's disk, for /tmp is often small. */
function pipEnvironment(env: Environment, draft: string): Environment {
  const { PIP_TARGET, PIP_PREFIX, PIP_USER, PYTHONHOME, ...rest } = env
  return { ...rest, PIP_USER: '0', TMPDIR: draft }
}

/** `lib/python3.12/site-packages/tensorflow` of a virtual environment, whether or not there is one. */
export function packageIn(environment: string): string {
  const python = list(path.join(environment, 'lib')).find(name => name.startsWith('python3'))
  return path.join(environment, 'lib', python ?? 'python3', 'site-packages', 'tensorflow')
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
