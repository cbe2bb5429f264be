import { existsSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { Environment } from '../../base/cache-folder.ts'
import { UserError } from '../../base/errors.ts'
import { findProgram } from './program.ts'

/** What a build needs beside TensorFlow and a Python. */
export interface Tools {
  /** With `CXX` set, for the default compiler may not be there, and Node's own folder on the PATH. */
  readonly env: Environment
  readonly compiler: string
  readonly npm: string
  readonly nodeGyp: string
}

const again = 'then repeat: nightsweep engine install'

/** Looks for everything before anything is downloaded. */
export async function findTools(given: Environment): Promise<Tools> {
  if (process.platform === 'win32')
    throw new UserError('TensorFlow cannot be installed on Windows itself', {
      next: 'use Nightsweep in WSL 2 (wsl --install), or --engine webgpu, which uses your GPU on Windows too',
    })
  const compiler = await findCompiler(given)
  if ((await findProgram(given.MAKE || 'make', given)) === undefined)
    throw new UserError('the program make was not found', {
      next: `apt install make (macOS: xcode-select --install), ${again}`,
    })
  const PATH = [given.PATH, path.dirname(process.execPath)].filter(Boolean).join(path.delimiter)
  const env: Environment = { ...given, PATH, CXX: compiler }
  const npm = await findProgram('npm', env)
  if (npm === undefined)
    throw new UserError('npm was not found', { next: `install npm beside Node.js, ${again}` })
  return { env, compiler, npm, nodeGyp: await findNodeGyp(npm, env) }
}

async function findCompiler(env: Environment): Promise<string> {
  for (const name of [env.CXX, 'g++', 'c++', 'clang++'])
    if (name && (await findProgram(name.split(' ')[0] ?? '', env)) !== undefined) return name
  throw new UserError('there is no C++ compiler (g++, c++, clang++ or $CXX)', {
    next: `apt install g++ make (macOS: xcode-select --install), ${again}`,
  })
}

/** npm brings its own; distributions that take it apart have a program of that name. */
async function findNodeGyp(npm: string, env: Environment): Promise<string> {
  const besideNode = path.resolve(process.execPath, '../../lib/node_modules/npm/bin/npm-cli.js')
  for (const cli of [realpathSync(npm), besideNode]) {
    const file = resolve('node-gyp/bin/node-gyp.js', cli)
    if (file !== undefined) return file
  }
  const program = await findProgram('node-gyp', env)
  if (program !== undefined) return realpathSync(program)
  throw new UserError('node-gyp was not found: this npm comes without it', {
    next: `npm install --global node-gyp, ${again}`,
  })
}

function resolve(name: string, from: string): string | undefined {
  try {
    return createRequire(from).resolve(name)
  } catch {
    return undefined
  }
}

/**
 * The folder with Node's headers (include/node), so that none need be downloaded. The addon uses Node-API alone, so
 * those of another version serve as well.
 */
export function findNodeHeaders(
  roots = [path.resolve(realpathSync(process.execPath), '../..'), '/usr', '/usr/local'],
): string | undefined {
  return roots.find(root => existsSync(path.join(root, 'include/node/node_api.h')))
}
