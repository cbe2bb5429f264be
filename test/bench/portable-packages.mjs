import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** What the portable program does without: TensorFlow's addon, for it is built on the machine, and what only types need. */
const left = /^(@tensorflow\/tfjs-node(-gpu)?|@types\/.*|@webgpu\/types|core-js)$/

/** The installed production packages, each once, and which of its files are needed. */
export function packagesOf(root) {
  const found = new Map()
  const waiting = Object.keys(dependenciesOf(root)).map(name => ({ name, from: root }))
  while (waiting.length > 0) {
    const { name, from } = waiting.pop()
    const folder = left.test(name) ? undefined : find(name, from, root)
    if (folder === undefined || found.has(folder)) continue
    found.set(folder, keepsOf(name, folder))
    waiting.push(...Object.keys(dependenciesOf(folder)).map(each => ({ name: each, from: folder })))
  }
  return [...found].map(([from, keeps]) => ({ from, keeps }))
}

const manifestOf = folder => JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))

function dependenciesOf(folder) {
  const { dependencies, optionalDependencies } = manifestOf(folder)
  return { ...dependencies, ...optionalDependencies }
}

/** Where Node finds a package; undefined for what is for other systems, or optional and not installed. */
function find(name, from, root) {
  for (let folder = from; folder.startsWith(root); folder = path.dirname(folder)) {
    const place = path.join(folder, 'node_modules', name)
    if (existsSync(place)) return place
  }
  return undefined
}

function keepsOf(name, folder) {
  const { main } = manifestOf(folder)
  const parts = file => path.relative(folder, file).split(path.sep)
  if (name.startsWith('@tensorflow/'))
    return file =>
      ['package.json', 'LICENSE', path.normalize(main)].includes(path.relative(folder, file)) ||
      (file.endsWith('.wasm') && parts(file)[0] === 'dist')
  if (name === 'webgpu')
    return file => {
      const [top, platform] = parts(file)
      return (
        !file.endsWith('.ts') &&
        (top === 'dist' ? platform === 'linux-x64' : top !== 'build' && top !== 'node_modules')
      )
    }
  if (name === 'h5wasm') return file => !['esm', 'iife'].includes(parts(file)[1]) && !file.endsWith('.ts')
  return file => parts(file)[0] !== 'node_modules' && !/\.(map|md|markdown|[cm]?ts)$/.test(file)
}
