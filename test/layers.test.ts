import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

/** The table of src/README.md: a folder may import lower numbers and itself. Files of the root count as `commands`. */
const layerOf: Record<string, number> = {
  base: 0,
  stats: 0,
  space: 1,
  trial: 1.5,
  'cost-model': 2,
  samplers: 2,
  pruners: 2,
  leaderboard: 2,
  text: 2.05,
  engine: 2.1,
  backbones: 2.3,
  weights: 2.4,
  data: 2.1,
  activations: 2.9,
  sweep: 3,
  training: 3.2,
  run: 3.5,
  store: 4,
  execution: 4.1,
  coordinator: 5,
  dashboard: 6,
  report: 6,
  exporting: 6,
  commands: 7,
  root: 8,
}
const pure = new Set(['stats', 'space', 'trial', 'samplers', 'pruners', 'leaderboard', 'cost-model'])
const source = path.resolve(import.meta.dirname, '../src')

interface Import {
  from: string
  to: string
  typeOnly: boolean
  dynamic: boolean
}

function files(): string[] {
  return readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter(file => /\.tsx?$/.test(file))
    .sort()
}

const folderOf = (file: string) => (file.includes('/') ? file.slice(0, file.indexOf('/')) : 'root')

function importsOf(file: string): Import[] {
  const text = readFileSync(path.join(source, file), 'utf8')
  const found: Import[] = []
  const add = (target: string, typeOnly: boolean, dynamic: boolean) =>
    found.push({
      from: file,
      to: target.startsWith('.') ? path.join(path.dirname(file), target) : target,
      typeOnly,
      dynamic,
    })
  for (const [, kind, target] of text.matchAll(
    /^(?:import|export)\s+(type\s)?(?:[^'"]*?from\s+)?['"]([^'"]+)['"]/gm,
  ))
    add(target!, kind !== undefined, false)
  for (const [, target] of text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)) add(target!, false, true)
  return found
}

const all = files()
const imports = all.flatMap(importsOf)
const own = imports.filter(({ to }) => /\.tsx?$/.test(to))

test('every folder is in the layer table', () => {
  expect(all.map(folderOf).filter(folder => !(folder in layerOf))).toEqual([])
})

test('a folder imports only lower layers or its own', () => {
  const upward = own.filter(
    ({ from, to }) => folderOf(from) !== folderOf(to) && layerOf[folderOf(from)]! <= layerOf[folderOf(to)]!,
  )
  expect(upward.map(({ from, to }) => `${from} → ${to}`)).toEqual([])
})

test('layers that decide know no files, tensors, screens or console', () => {
  const banned = imports.filter(
    ({ from, to }) =>
      pure.has(folderOf(from)) && /^(node:fs|@tensorflow|react|ink|sharp|piscina|lowdb)/.test(to),
  )
  const noisy = all.filter(
    file =>
      pure.has(folderOf(file)) &&
      /\bconsole\.|\bDate\.now\(|\bprocess\./.test(readFileSync(path.join(source, file), 'utf8')),
  )
  expect([...banned.map(({ from, to }) => `${from} → ${to}`), ...noisy]).toEqual([])
})

test('only the screen knows React', () => {
  const wrong = imports.filter(({ from, to }) => layerOf[folderOf(from)]! < 6 && /^(react|ink)/.test(to))
  expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([])
})

test('the coordinating process never loads TensorFlow.js or sharp', () => {
  const heavy = /^(@tensorflow|sharp$|piscina$|h5wasm|webgpu$)/
  const reachable = new Set<string>()
  const visit = (file: string, trail: string[]): string[] => {
    if (reachable.has(file)) return []
    reachable.add(file)
    return imports
      .filter(entry => entry.from === file && !entry.typeOnly)
      .flatMap(({ to }) =>
        heavy.test(to)
          ? [[...trail, file, to].join(' → ')]
          : /\.tsx?$/.test(to)
            ? visit(to, [...trail, file])
            : [],
      )
  }
  // Dynamic imports count too: whatever the command line can load in its own process must be light, except
  // sharp for commands that look at images themselves.
  const offenders = ['cli.ts', 'index.ts'].filter(file => all.includes(file)).flatMap(file => visit(file, []))
  expect(offenders.filter(trail => !(trail.endsWith('→ sharp') && trail.includes('commands/')))).toEqual([])
})

test('there are no import cycles, of types alone neither', () => {
  const edges = new Map(all.map(file => [file, own.filter(entry => entry.from === file).map(({ to }) => to)]))
  const state = new Map<string, 'open' | 'done'>()
  const cycles: string[] = []
  const walk = (file: string, trail: string[]) => {
    if (state.get(file) === 'done') return
    if (state.get(file) === 'open')
      return void cycles.push([...trail.slice(trail.indexOf(file)), file].join(' → '))
    state.set(file, 'open')
    for (const next of edges.get(file) ?? []) walk(next, [...trail, file])
    state.set(file, 'done')
  }
  for (const file of all) walk(file, [])
  expect(cycles).toEqual([])
})

test('no source file is longer than 250 lines', () => {
  const long = all
    .map(file => [file, readFileSync(path.join(source, file), 'utf8').split('\n').length - 1] as const)
    .filter(([, lines]) => lines > 250)
  expect(long).toEqual([])
})
