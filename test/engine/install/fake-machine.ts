import { chmodSync, cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { temporaryFolder } from '../../setup/images.ts'

/** A PATH of our own making: what is not put there is not on this machine. */
export interface FakeMachine {
  readonly root: string
  readonly PATH: string
  add(name: string, script: string): string
  remove(name: string): void
}

export function fakeMachine(): FakeMachine {
  const root = temporaryFolder()
  const PATH = path.join(root, 'bin')
  mkdirSync(PATH)
  const add = (name: string, script: string) => {
    const file = path.join(PATH, name)
    writeFileSync(file, script)
    chmodSync(file, 0o755)
    return file
  }
  return { root, PATH, add, remove: name => rmSync(path.join(PATH, name)) }
}

/** Answers the question for its facts; `python -m …` runs `otherwise`. */
export const fakePython = (
  { version, prefix = '/', tensorflow }: { version: [number, number]; prefix?: string; tensorflow?: string },
  otherwise = 'exit 1',
) => `#!/bin/sh
if [ "$1" = -c ]; then
  printf '{"file": "%s", ${JSON.stringify({ prefix, version, tensorflow: tensorflow ? [tensorflow] : [] }).slice(1)}\\n' "$0"
  exit
fi
${otherwise}
`

/** A wheel's folder site-packages/tensorflow with small files where the libraries and headers are. */
export function fakeWheel(root: string, { cuda = false, version = '2.99.1' } = {}): string {
  const folder = path.join(root, 'site-packages', 'tensorflow')
  for (const name of ['include/tensorflow/c/eager', 'python/platform'])
    mkdirSync(path.join(folder, name), { recursive: true })
  for (const name of ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'])
    writeFileSync(path.join(folder, name), name)
  writeFileSync(path.join(folder, 'include/tensorflow/c/eager/c_api.h'), '// eager')
  writeFileSync(
    path.join(folder, 'python/platform/build_info.py'),
    `build_info = collections.OrderedDict([('is_cuda_build', ${cuda ? 'True' : 'False'}), ('is_rocm_build', False)])`,
  )
  mkdirSync(path.join(root, 'site-packages', `tensorflow_cpu-${version}.dist-info`))
  return folder
}

/** npm with its node-gyp: they "install" and "build" a tfjs-node whose backend is TensorFlow.js' plain JavaScript. */
export function addFakeNpm({ root, PATH }: FakeMachine): void {
  cpSync(path.join(import.meta.dirname, 'fake-npm'), path.join(root, 'npm'), { recursive: true })
  const nodeGyp = path.join(root, 'npm/node_modules/node-gyp')
  cpSync(path.join(root, 'npm/node-gyp'), nodeGyp, { recursive: true })
  chmodSync(path.join(root, 'npm/bin/npm-cli.js'), 0o755)
  symlinkSync('../npm/bin/npm-cli.js', path.join(PATH, 'npm'))
}
