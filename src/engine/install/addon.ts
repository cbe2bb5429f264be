import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Environment } from '../../base/cache-folder.ts'
import { failure } from './failures.ts'
import { linkTensorFlow } from './links.ts'
import type { Places } from './places.ts'
import { runProgram } from './program.ts'
import type { TensorFlow } from './tensorflow-folder.ts'
import { findNodeHeaders, type Tools } from './tools.ts'

const version = '4.22.0'
/** Node-API 8 is in every Node.js since 16: one build serves them all. */
const nodeApi = 8

export const addonName = (gpu: boolean) => (gpu ? 'tfjs-node-gpu' : 'tfjs-node')
/** The package in a folder that `downloadAddon` has filled. */
export const addonIn = (folder: string, gpu: boolean) =>
  path.join(folder, 'node_modules', '@tensorflow', addonName(gpu))

export interface AddonOptions {
  readonly gpu: boolean
  readonly tools: Tools
  readonly say: (line: string) => void
}

/**
 * Gets the JavaScript of tfjs-node without its install script, which would fetch TensorFlow 2.9. Of TensorFlow.js it
 * must get ours (see `tfjs-node.ts`), so placeholders stand for its 290 MB.
 */
export async function downloadAddon(
  folder: string,
  { logFile }: Places,
  { gpu, tools, say }: AddonOptions,
): Promise<void> {
  const placeholders = ['@tensorflow/tfjs', '@tensorflow/tfjs-core']
  for (const name of placeholders) await writePlaceholder(path.join(folder, path.basename(name)), name)
  const files = Object.fromEntries(placeholders.map(name => [name, `file:./${path.basename(name)}`]))
  await writeJson(path.join(folder, 'package.json'), {
    private: true,
    dependencies: { ...files, [`@tensorflow/${addonName(gpu)}`]: version },
    overrides: Object.fromEntries(placeholders.map(name => [name, `$${name}`])),
  })
  const flags = '--ignore-scripts --no-audit --no-fund --no-package-lock --global=false --workspaces=false'
  const ended = await runProgram(tools.npm, ['install', ...flags.split(' '), '--prefix', folder], {
    env: npmEnvironment(tools.env),
    cwd: folder,
    logFile,
    onLine: say,
  })
  if (!ended.ok) throw failure('npm', ended.output, logFile)
}

/** Compiles the addon of a downloaded package against a TensorFlow. */
export async function buildAddon(
  folder: string,
  tensorflow: TensorFlow,
  python: string | undefined,
  { logFile }: Places,
  { gpu, tools, say }: AddonOptions,
): Promise<void> {
  const cwd = addonIn(folder, gpu)
  await linkTensorFlow(cwd, tensorflow)
  const headers = findNodeHeaders()
  const args = [
    ...[tools.nodeGyp, 'rebuild'],
    ...['--module_name=tfjs_binding', `--napi_build_version=${nodeApi}`],
    `--module_path=${path.join(cwd, 'lib', `napi-v${nodeApi}`)}`,
    ...(headers === undefined ? [] : [`--nodedir=${headers}`]),
    ...(python === undefined ? [] : [`--python=${python}`]),
  ]
  const env = { ...npmEnvironment(tools.env), ...linkerFlags() }
  const ended = await runProgram(process.execPath, args, { env, cwd, logFile, onLine: say })
  if (!ended.ok) throw failure('the build', ended.output, logFile)
}

async function writePlaceholder(folder: string, name: string): Promise<void> {
  await mkdir(folder)
  await writeJson(path.join(folder, 'package.json'), { name, version, main: 'index.js' })
  await writeFile(
    path.join(folder, 'index.js'),
    `throw new Error('${name}: only Nightsweep can load this, with its own TensorFlow.js')\n`,
  )
}

const writeJson = (file: string, value: object) => writeFile(file, `${JSON.stringify(value, null, 2)}\n`)

/** Under `npx` and `npm run`, npm's own settings for that call are in the environment; they are not meant for ours. */
function npmEnvironment(env: Environment): Environment {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) =>
        !/^npm_(config_(global|prefix|local_prefix|workspace\w*|omit|include)|package_|lifecycle_)/i.test(
          name,
        ),
    ),
  )
}

/** On macOS the library's own name begins with @rpath, which the package does not set. */
function linkerFlags(): Environment {
  return process.platform === 'darwin' ? { LDFLAGS: '-Wl,-rpath,@loader_path/../../deps/lib' } : {}
}
