import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { readInstalled } from '../../../src/engine/installed.ts'
import { addFakeNpm, type FakeMachine, fakeMachine, fakePython, fakeWheel } from './fake-machine.ts'

const cli = path.resolve(import.meta.dirname, '../../../dist/cli.js')
let machine: FakeMachine
let env: Record<string, string>

/** A machine with everything but Python's TensorFlow; its tools are scripts, its tfjs-node is plain JavaScript. */
beforeEach(() => {
  machine = fakeMachine()
  env = { PATH: machine.PATH, HOME: machine.root, NIGHTSWEEP_CACHE: path.join(machine.root, 'cache') }
  for (const name of ['g++', 'make']) machine.add(name, '#!/bin/sh\n')
  addFakeNpm(machine)
})

const engine = (args: string[], more: Record<string, string> = {}) =>
  new Promise<{ code: number; stdout: string; stderr: string }>(resolve => {
    const child = execFile(
      process.execPath,
      [cli, 'engine', ...args],
      { env: { ...env, ...more } },
      (_, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    )
  })
const install = (...args: string[]) => engine(['install', ...args])

/** `python -m venv <folder>` that makes one whose `pip` runs a script. */
const venvWhosePip = (pip: string) => `
case "$2" in
venv)
  /bin/mkdir -p "$3/bin" "$3/lib/python3.12/site-packages"
  { echo '#!/bin/sh'; echo 'site=$(/usr/bin/dirname "$0")/../lib/python3.12/site-packages'; echo '${pip}'; } > "$3/bin/python"
  /bin/chmod +x "$3/bin/python" ;;
esac`

function addTensorFlowPython(): string {
  const tensorflow = fakeWheel(machine.root)
  machine.add('python3', fakePython({ version: [3, 12], tensorflow }))
  return tensorflow
}

test("the addon is built against a Python's TensorFlow, trains, and is remembered", async () => {
  const tensorflow = addTensorFlowPython()
  const first = await install()
  expect(first).toMatchObject({ code: 0, stderr: '' })
  expect(first.stdout).toContain(`2.99.1 in ${tensorflow}`)
  expect(first.stdout).toMatch(/Training a small network with it … right: tfjs-node 4\.22\.0/)
  expect(readInstalled(env)).toMatchObject({
    tensorflow: { folder: tensorflow, version: '2.99.1' },
    gpu: false,
  })
  expect(readdirSync(path.join(env.NIGHTSWEEP_CACHE ?? '', 'engine')).sort()).toEqual([
    'addon-cpu',
    'install.log',
    'installed.json',
  ])
  const listed = await engine(['list', '--json'])
  expect(JSON.parse(listed.stdout)[0]).toMatchObject({
    name: 'tensorflow',
    works: true,
    gflops: expect.any(Number),
  })
})

test('a second call only tries what is there; what is damaged is made anew', async () => {
  addTensorFlowPython()
  await install()
  const again = await install()
  expect(again.stdout).toMatch(/^1\. Training a small network with what is installed … right/)
  expect(again.stdout).not.toContain('2. ')
  rmSync(path.join(readInstalled(env)?.package ?? '', 'lib'), { recursive: true })
  const mended = await install()
  expect(mended).toMatchObject({ code: 0 })
  expect(mended.stdout).toMatch(/what is installed … failed/)
  expect(mended.stdout).toMatch(/Training a small network with it … right/)
}, 90_000)

test('without TensorFlow pip installs it into an environment of the cache folder', async () => {
  const wheel = fakeWheel(machine.root)
  const log = path.join(machine.root, 'pip.log')
  machine.add(
    'python3',
    fakePython(
      { version: [3, 12] },
      venvWhosePip(
        `echo "$@" > ${log}; /bin/cp -r ${wheel} ${wheel}_x; /bin/mv ${wheel}_x "$site/tensorflow"`,
      ),
    ),
  )
  const { code, stdout } = await install()
  expect(stdout).toMatch(
    /Installing TensorFlow for Python 3\.12 with pip .* … .*cache\/engine\/tensorflow-cpu/,
  )
  expect(code).toBe(0)
  const folder = readInstalled(env)?.tensorflow.folder ?? ''
  expect(folder).toContain(path.join(env.NIGHTSWEEP_CACHE ?? '', 'engine/tensorflow-cpu'))
  expect(existsSync(folder)).toBe(true)
})

/** Each leaves nothing behind but the log, and can be repeated. */
const failures: [
  what: string,
  prepare: () => Record<string, string> | undefined,
  message: RegExp,
  next: RegExp,
][] = [
  ['no compiler', () => void machine.remove('g++'), /no C\+\+ compiler/, /apt install g\+\+ make/],
  ['no make', () => void machine.remove('make'), /make was not found/, /apt install make/],
  ['no Python', () => undefined, /no Python 3 was found/, /--python/],
  [
    'a Python that is too old',
    () => void machine.add('python3', fakePython({ version: [3, 8] })),
    /too old/,
    /uv python install|--python/,
  ],
  [
    'a Python without venv',
    () =>
      void machine.add(
        'python3',
        fakePython({ version: [3, 12] }, 'echo "No module named venv" >&2; exit 1'),
      ),
    /cannot make virtual environments/,
    /python3-venv/,
  ],
  [
    'a Python that TensorFlow has no wheel for',
    () =>
      void machine.add(
        'python3',
        fakePython(
          { version: [3, 99] },
          venvWhosePip('echo "ERROR: No matching distribution found"; exit 1'),
        ),
      ),
    /pip for Python 3\.99 failed: pip found no TensorFlow/,
    /3\.10 to 3\.13/,
  ],
  [
    'npm without network',
    () => {
      addTensorFlowPython()
      return { FAKE_NPM_FAILS: 'npm error code ENOTFOUND' }
    },
    /npm failed: the network does not answer/,
    /npm config registry/,
  ],
  [
    'a build that fails',
    () => {
      addTensorFlowPython()
      return { FAKE_BUILD_FAILS: 'tfjs_backend.cc:1:1: error: too new' }
    },
    /the build failed[\s\S]*too new[\s\S]*install\.log/,
    /repeat: nightsweep engine install/,
  ],
]

test.each(failures)('%s', async (_, prepare, message, next) => {
  const { code, stderr } = await engine(['install'], prepare())
  expect(stderr).toMatch(message)
  expect(stderr.split('→')[1]).toMatch(next)
  expect(code).toBe(2)
  expect(readInstalled(env)).toBeUndefined()
  const folder = path.join(env.NIGHTSWEEP_CACHE ?? '', 'engine')
  expect(existsSync(folder) ? readdirSync(folder).filter(name => name !== 'install.log') : []).toEqual([])
})

test('a folder without TensorFlow is refused, and a cache folder with a space', async () => {
  expect((await install('--tensorflow', machine.root)).stderr).toContain('libtensorflow_cc.so.2')
  const { stderr } = await engine(['install'], { NIGHTSWEEP_CACHE: path.join(machine.root, 'with space') })
  expect(stderr).toMatch(/with space.*has a space/)
})

test('drafts that an earlier call was broken off with are removed, those of a running one stay', async () => {
  addTensorFlowPython()
  const folder = path.join(env.NIGHTSWEEP_CACHE ?? '', 'engine')
  for (const pid of [process.pid, 999_999_999])
    mkdirSync(path.join(folder, `.draft-${pid}-abc`), { recursive: true })
  await engine(['install'], { FAKE_NPM_FAILS: 'no' })
  expect(readdirSync(folder).filter(name => name.startsWith('.draft'))).toEqual([`.draft-${process.pid}-abc`])
})
