import { createRequire } from 'node:module'
import path from 'node:path'
import { messageOf } from '../base/errors.ts'
import { EngineUnavailable } from './engine.ts'
import { readInstalled } from './installed.ts'

/** A loaded tfjs-node package: it has registered the backend `tensorflow`. */
export interface TfjsNode {
  readonly name: string
  readonly version: string
}

const require = createRequire(import.meta.url)
const packages = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node']

/**
 * Loads the package in the folder NIGHTSWEEP_TFJS_NODE; without that, the first that works of the one that
 * `nightsweep engine install` has built, tfjs-node-gpu and tfjs-node.
 */
export function loadTfjsNode(): TfjsNode {
  restoreUtil()
  const folder = process.env.NIGHTSWEEP_TFJS_NODE
  const installed = readInstalled()?.package
  const targets = folder ? [path.resolve(folder)] : [...(installed ? [installed] : []), ...packages]
  const failures: unknown[] = []
  for (const target of targets) {
    try {
      return loadFrom(target)
    } catch (error) {
      if (!isAbsent(error, target) || target === installed) failures.push(error)
    }
  }
  throw unavailable(failures, folder)
}

function loadFrom(target: string): TfjsNode {
  const { name, version }: TfjsNode = require(`${target}/package.json`)
  shareTensorFlowJs(require.resolve(target))
  require(target)
  return { name: name.replace('@tensorflow/', ''), version }
}

/**
 * Gives a package outside our node_modules our TensorFlow.js: its own copy would have other tensors. What it requires
 * resolves to files; the places of these files in Node's module cache get our modules.
 */
function shareTensorFlowJs(packageFile: string): void {
  share(require, createRequire(packageFile), '@tensorflow/tfjs')
  const [ours, theirs] = [require, createRequire(packageFile)].map(from =>
    createRequire(from.resolve('@tensorflow/tfjs')),
  )
  if (ours !== undefined && theirs !== undefined) share(ours, theirs, '@tensorflow/tfjs-core')
}

function share(ours: NodeJS.Require, theirs: NodeJS.Require, name: string): void {
  ours(name)
  require.cache[theirs.resolve(name)] ??= require.cache[ours.resolve(name)]
}

/** tfjs-node 4.22 calls two functions of `util` that Node 23 removed (tensorflow/tfjs#8425). */
function restoreUtil(): void {
  const util: Record<string, unknown> = require('node:util')
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined
  util.isArray ??= Array.isArray
}

/** Not installed, as opposed to installed and broken. */
function isAbsent(error: unknown, target: string): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === 'MODULE_NOT_FOUND' &&
    error.message.includes(`'${target}/package.json'`)
  )
}

function unavailable([first]: unknown[], folder: string | undefined): EngineUnavailable {
  if (first !== undefined)
    return new EngineUnavailable(
      `TensorFlow is installed but does not load: ${messageOf(first)}`,
      folder ? `nightsweep engine install, and unset NIGHTSWEEP_TFJS_NODE` : 'nightsweep engine install',
      first,
    )
  if (folder)
    return new EngineUnavailable(
      `there is no tfjs-node package in ${folder} (NIGHTSWEEP_TFJS_NODE)`,
      'unset NIGHTSWEEP_TFJS_NODE, then: nightsweep engine install',
    )
  return new EngineUnavailable(
    'native TensorFlow (tfjs-node) is not installed',
    'nightsweep engine install, or with an NVIDIA GPU: nightsweep engine install --gpu',
  )
}
