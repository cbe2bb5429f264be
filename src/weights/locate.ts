import type { Graph } from '../backbones/graph.ts'
import type { Naming } from '../backbones/naming.ts'
import { Misfit, some, WeightProblem } from './stored.ts'

/** Where a file holds a backbone's weights: under whose names, and what stands before each of them. */
export interface Place {
  readonly naming: Naming
  /** "module.backbone.", or nothing. */
  readonly prefix: string
}

interface Found extends Place {
  /** Weights of the graph that are there. */
  readonly count: number
  /** They are all there. */
  readonly isWhole: boolean
}

/**
 * The naming and the prefix under which a file holds most of the graph's weights, whatever wrappers a program has put
 * around the network: `module.`, `_orig_mod.`, `state_dict.model.backbone.`. `chosen` is the prefix that the recipe names.
 */
export function locate(
  graph: Graph,
  names: readonly string[],
  namings: readonly Naming[],
  chosen: string | undefined,
): Place {
  const within = chosen === undefined ? names : names.filter(name => name.startsWith(chosen))
  if (within.length === 0) throw noSuchPrefix(names, chosen ?? '')
  const found = namings.flatMap(naming => foundAs(graph, within, naming))
  const [best] = [...found].sort((a, b) => b.count - a.count || a.prefix.length - b.prefix.length)
  if (best === undefined)
    throw new Misfit(`it holds no weights of ${graph.name} under the names of Keras, torchvision or timm`, [
      `its tensors are called ${some([...within], 3).join(', ')}`,
    ])
  const copies = found.filter(({ isWhole }) => isWhole)
  // What has no prefix is the network that was saved; whole copies beside it are averages or teachers.
  if (copies.length > 1 && best.prefix !== (chosen ?? '')) throw ambiguous(graph, copies)
  return best
}

/** Every prefix after which weights of the graph are found, by how many. */
function foundAs(graph: Graph, names: readonly string[], naming: Naming): Found[] {
  const wanted = keysOf(graph, naming)
  const counts = new Map<string, number>()
  for (const name of names)
    for (const start of startsIn(name))
      if (wanted.has(name.slice(start))) {
        const prefix = name.slice(0, start)
        counts.set(prefix, (counts.get(prefix) ?? 0) + 1)
      }
  return [...counts].map(([prefix, count]) => ({ naming, prefix, count, isWhole: count === wanted.size }))
}

/** The names of the graph's weights. */
export function keysOf(graph: Graph, naming: Naming): Set<string> {
  const keys = graph.layers.flatMap(layer =>
    layer.weights.flatMap(({ name }) => naming.keyOf(layer, name) ?? []),
  )
  return new Set(keys)
}

/** Where a name can begin: at its first letter and after every separator. */
export function startsIn(name: string): number[] {
  return [0, ...[...name.matchAll(/[./]/g)].map(({ index }) => index + 1)]
}

function ambiguous(graph: Graph, copies: readonly Place[]): WeightProblem {
  const prefixes = copies.map(({ prefix }) => JSON.stringify(prefix))
  return new WeightProblem(`it holds ${graph.name} ${copies.length} times: ${prefixes.join(' and ')}`, {
    next: `Say which is meant: weights: { file: …, prefix: ${prefixes[0]} }`,
  })
}

function noSuchPrefix(names: readonly string[], chosen: string): WeightProblem {
  return new WeightProblem(`none of its tensors has a name that begins with ${JSON.stringify(chosen)}`, {
    details: [`its tensors are called ${some([...names], 3).join(', ')}`],
    next: 'Correct recipe.weights.prefix, or leave it out: prefixes are found.',
  })
}

/**
 * What a file holds beside a backbone: heads of one's own, counters, averages. Not what is of the network's own make: more
 * blocks than the backbone has are another network.
 */
export function isForeignTo(graph: Graph, naming: Naming): (name: string) => boolean {
  const keys = [...keysOf(graph, naming)]
  const modules = new Set(keys.map(moduleOf))
  const kinds = new Set(keys.map(kindOf))
  return name => naming.isBeside(name) || !(modules.has(moduleOf(name)) || kinds.has(kindOf(name)))
}

/** The outermost. */
const moduleOf = (name: string) => name.split(/[./]/, 1)[0] ?? ''
/** All blocks look alike. */
const kindOf = (name: string) => name.replace(/\d+/g, '#')

/** What is left out, by its outermost names: "my_head (2 tensors)". Counters of batch norms are not worth a word. */
export function leftOutOf(names: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const name of names)
    if (!/(^|\.)num_batches_tracked$/.test(name))
      counts.set(moduleOf(name), (counts.get(moduleOf(name)) ?? 0) + 1)
  return [...counts].map(([module, count]) => `${module} (${count} ${count === 1 ? 'tensor' : 'tensors'})`)
}
