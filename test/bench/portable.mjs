/**
 * One archive with all that Nightsweep needs on Linux with x64: Node, the built program, its production packages
 * reduced to what the engines `wasm` and `webgpu` load, Dawn, a Vulkan loader, and the benchmarks. It runs from any
 * folder of a machine without Node or network; GPU.md says how.
 *
 *   npm run portable -- [--out nightsweep-linux-x64.tar.xz] [--level 9] [--libraries /usr/lib/x86_64-linux-gnu]
 *
 * NVIDIA's Vulkan driver wants EGL as well: apt install libvulkan1 libegl1.
 */
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { packagesOf } from './portable-packages.mjs'

const root = path.resolve(import.meta.dirname, '../..')
const name = 'nightsweep-linux-x64'
const mostMegabytes = 60

if (process.platform !== 'linux' || process.arch !== 'x64')
  fail('this makes an archive for Linux with x64, there')
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: path.join(root, `${name}.tar.xz`) },
    level: { type: 'string', default: '9' },
    libraries: { type: 'string', default: '/usr/lib/x86_64-linux-gnu' },
  },
})

const temporary = mkdtempSync(path.join(tmpdir(), 'portable-'))
const folder = path.join(temporary, name)
try {
  fill()
  const env = { ...process.env, XZ_OPT: `-${values.level}` }
  execFileSync('tar', ['-cJf', path.resolve(values.out), '-C', temporary, name], { env, stdio: 'inherit' })
} finally {
  rmSync(temporary, { recursive: true })
}
const megabytes = statSync(values.out).size / 1024 ** 2
console.log(`${values.out}: ${megabytes.toFixed(1)} MiB`)
if (megabytes > mostMegabytes) fail(`more than ${mostMegabytes} MiB`)

function fill() {
  mkdirSync(path.join(folder, 'lib'), { recursive: true })
  for (const part of ['package.json', 'LICENSE', 'GPU.md', 'dist', 'search-spaces', 'src/backbones/pocket'])
    copy(part, path => !path.endsWith('.d.ts'))
  copy('test/bench')
  copy('dist-contracts')
  copy('test/fixtures/golden.json', undefined, 'dist-contracts/test/fixtures/golden.json')
  for (const { from, keeps } of packagesOf(root)) copy(path.relative(root, from), keeps)
  stripped(process.execPath, path.join(folder, 'node'))
  for (const library of ['libvulkan.so.1', 'libEGL.so.1', 'libGLdispatch.so.0'])
    cpSync(path.join(values.libraries, library), path.join(folder, 'lib', library), { dereference: true })
  const launcher = path.join(folder, 'nightsweep')
  cpSync(path.join(root, 'test/bench/portable-launcher.sh'), launcher)
  chmodSync(launcher, 0o755)
}

/** A part of the project, to the same place; links are followed, as packages may be links. */
function copy(part, keeps = () => true, to = part) {
  cpSync(path.join(root, part), path.join(folder, to), {
    recursive: true,
    dereference: true,
    filter: file => statSync(file).isDirectory() || keeps(file),
  })
}

/** Without symbols a Node is 10 MB smaller; where there is no `strip` it goes as it is. */
function stripped(from, to) {
  try {
    execFileSync('strip', ['-o', to, from])
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
    writeFileSync(to, readFileSync(from))
  }
  chmodSync(to, 0o755)
}

function fail(reason) {
  console.error(reason)
  process.exit(1)
}
