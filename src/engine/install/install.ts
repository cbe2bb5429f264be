import { existsSync } from 'node:fs'
import type { Environment } from '../../base/cache-folder.ts'
import { UserError } from '../../base/errors.ts'
import type { EngineProbe } from '../engine.ts'
import { type Installed, readInstalled, writeInstalled } from '../installed.ts'
import { addonIn, addonName, buildAddon, downloadAddon } from './addon.ts'
import { checkAddon } from './check.ts'
import { findTensorFlow } from './find-tensorflow.ts'
import { installTensorFlow } from './pip.ts'
import { openPlaces, type Places } from './places.ts'
import { choosePython, findPythons, nameOf, type Python } from './pythons.ts'
import type { Steps } from './steps.ts'
import { cudaFolders, inspectTensorFlow, type TensorFlow } from './tensorflow-folder.ts'
import { findTools } from './tools.ts'

export interface InstallOptions {
  readonly gpu: boolean
  /** A Python to use: for its TensorFlow, or to install one. */
  readonly python?: string
  /** A TensorFlow to use. */
  readonly tensorflow?: string
}

/**
 * Gives this machine a tensorflow engine: finds or installs a TensorFlow, builds tfjs-node's addon against its C
 * library, checks it by training, and remembers it. May be broken off at any moment and repeated.
 */
export async function installEngine(
  options: InstallOptions,
  env: Environment,
  steps: Steps,
): Promise<EngineProbe> {
  const present = await tryPresent(options, env, steps)
  if (present !== undefined) return present
  const tools = await steps({
    title: 'Looking for a compiler, make, npm and node-gyp',
    run: () => findTools(env),
    result: ({ compiler }) => `${compiler}, make, npm`,
  })
  const places = await openPlaces(env)
  const pythons = await steps({
    title: 'Looking for Python',
    run: () => findPythons(env, options.python),
    result: found => found.map(python => `${nameOf(python)} (${python.file})`).join(', ') || 'none',
  })
  const tensorflow = await provideTensorFlow(options, pythons, places, steps)
  const addon = { gpu: options.gpu, tools }
  const folder = await places.build(`addon-${options.gpu ? 'cuda' : 'cpu'}`, async draft => {
    await steps({
      title: `Downloading @tensorflow/${addonName(options.gpu)} with npm`,
      run: say => downloadAddon(draft, places, { ...addon, say }),
      result: () => 'done',
    })
    await steps({
      title: `Building its addon against TensorFlow ${tensorflow.version}`,
      run: say => buildAddon(draft, tensorflow, pythons[0]?.file, places, { ...addon, say }),
      result: () => 'done',
    })
  })
  const installed: Installed = {
    package: addonIn(folder, options.gpu),
    tensorflow: { folder: tensorflow.folder, version: tensorflow.version },
    gpu: options.gpu,
    libraries: tensorflow.cuda === false ? [] : cudaFolders(tensorflow),
  }
  const probe = await check('Training a small network with it', installed, places.env, steps)
  await writeInstalled(installed, env)
  return probe
}

/** What an earlier call has installed, if it is what is wanted and still trains. */
async function tryPresent(
  { gpu, python, tensorflow }: InstallOptions,
  env: Environment,
  steps: Steps,
): Promise<EngineProbe | undefined> {
  const installed = readInstalled(env)
  if (installed === undefined || python !== undefined || tensorflow !== undefined) return undefined
  if (gpu && !installed.gpu) return undefined
  if (!existsSync(installed.package) || !existsSync(installed.tensorflow.folder)) return undefined
  try {
    return await check('Training a small network with what is installed', installed, env, steps)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return undefined
  }
}

function check(title: string, installed: Installed, env: Environment, steps: Steps): Promise<EngineProbe> {
  return steps({
    title,
    run: () => checkAddon(installed, env),
    result: ({ version, device }) => `right: ${version}, on ${device}`,
  })
}

async function provideTensorFlow(
  { gpu, tensorflow }: InstallOptions,
  pythons: readonly Python[],
  places: Places,
  steps: Steps,
): Promise<TensorFlow> {
  const describe = (found: TensorFlow) =>
    `${found.version}${found.cuda ? ' with CUDA' : ''} in ${found.folder}`
  const found = await steps({
    title: `Looking for ${gpu ? 'a TensorFlow with CUDA' : 'TensorFlow'}`,
    run: async () =>
      tensorflow === undefined ? findTensorFlow(gpu, pythons, places.folder) : inspectTensorFlow(tensorflow),
    result: value => (value === undefined ? 'none is here' : describe(value)),
  })
  if (found !== undefined) return found
  const python = choosePython(pythons)
  return steps({
    title: `Installing TensorFlow for ${nameOf(python)} with pip (${gpu ? '3 GB with CUDA' : '300 MB'} to download)`,
    run: async say => inspectTensorFlow(await installTensorFlow(places, { python, gpu, say })),
    result: describe,
  })
}
