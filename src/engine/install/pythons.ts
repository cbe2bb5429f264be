import path from 'node:path'
import type { Environment } from '../../base/cache-folder.ts'
import { UserError } from '../../base/errors.ts'
import { findProgram, runProgram } from './program.ts'

/** A Python that answers. */
export interface Python {
  readonly file: string
  /** Its environment: two programs with the same one are the same Python. */
  readonly prefix: string
  readonly version: readonly [major: number, minor: number]
  /** The folder of its TensorFlow package, which has not been imported. */
  readonly tensorflow: string | undefined
}

/** TensorFlow has wheels for these; a newer one is tried where there is no other. */
const [oldest, newest] = [10, 13]

const script = `
import importlib.util, json, sys
sys.path[:] = [folder for folder in sys.path if folder]
spec = importlib.util.find_spec('tensorflow')
folders = list(spec.submodule_search_locations or []) if spec else []
print(json.dumps({'file': sys.executable, 'prefix': sys.prefix, 'version': sys.version_info[:2], 'tensorflow': folders[:1]}))
`

/** Every Python that a person here would mean, in the order in which they would: the active environment first. */
export async function findPythons(env: Environment, given?: string): Promise<Python[]> {
  if (given !== undefined) return [await askGiven(given, env)]
  const found = await Promise.all(candidates(env).map(name => ask(name, env)))
  const pythons = found.filter(python => python !== undefined)
  const isFirst = ({ prefix }: Python, i: number) => pythons.findIndex(other => other.prefix === prefix) === i
  return pythons.filter(isFirst)
}

function candidates({ VIRTUAL_ENV, CONDA_PREFIX }: Environment): string[] {
  const active = [VIRTUAL_ENV, CONDA_PREFIX].flatMap(prefix =>
    prefix ? [path.join(prefix, 'bin', 'python')] : [],
  )
  const numbered = Array.from({ length: newest - oldest + 1 }, (_, i) => `python3.${newest - i}`)
  return [...active, 'python3', 'python', ...numbered]
}

async function askGiven(given: string, env: Environment): Promise<Python> {
  const where = `--python ${given}`
  const next = 'name a Python 3 program: nightsweep engine install --python /usr/bin/python3'
  if ((await findProgram(given, env)) === undefined)
    throw new UserError('there is no such program', { where, next })
  const python = await ask(given, env)
  if (python === undefined) throw new UserError('it does not answer like a Python 3', { where, next })
  return python
}

async function ask(name: string, env: Environment): Promise<Python | undefined> {
  const file = await findProgram(name, env)
  if (file === undefined) return undefined
  const { ok, output } = await runProgram(file, ['-c', script], { env })
  return ok ? parsePython(output) : undefined
}

/** The last line that the script prints; undefined where it is not that. */
export function parsePython(output: string): Python | undefined {
  try {
    const { file, prefix, version, tensorflow } = JSON.parse(output.trimEnd().split('\n').at(-1) ?? '')
    const [major, minor] = version.map(Number)
    return major === 3 ? { file, prefix, version: [major, minor], tensorflow: tensorflow[0] } : undefined
  } catch {
    return undefined
  }
}

/** The one to install TensorFlow for. */
export function choosePython(pythons: readonly Python[]): Python {
  const fit = pythons.filter(({ version: [, minor] }) => minor >= oldest)
  const chosen = fit.find(({ version: [, minor] }) => minor <= newest) ?? fit[0]
  if (chosen !== undefined) return chosen
  const wanted = `TensorFlow needs Python 3.${oldest} to 3.${newest}`
  const next = `install one (apt install python3 python3-venv; uv python install 3.12), or name it: nightsweep engine install --python <file>`
  if (pythons.length === 0) throw new UserError(`no Python 3 was found, and ${wanted}`, { next })
  throw new UserError(`the only Python here is too old: ${wanted}`, {
    details: pythons.map(python => `${nameOf(python)} at ${python.file}`),
    next,
  })
}

export const nameOf = ({ version }: Python) => `Python ${version.join('.')}`
