import type { Graph, Layer } from '../backbones/graph.ts'
import { damaged, type Group, groupAt, storedAt } from './h5-tree.ts'
import { Misfit, type Stored, type StoredLayer, some, WeightProblem } from './stored.ts'

/** A layer as Keras 3 stores it, in a group called after its class and its number among the layers of that class. */
interface Found {
  /** In snake case. */
  readonly kind: string
  readonly number: number
  /** Its own name; Keras before 3.6 does not write it. */
  readonly name: string | undefined
  readonly weights: readonly Stored[]
}

const containers = ['layers', '_layer_checkpoint_dependencies']
const maxDepth = 6

export const isKeras3 = (file: Group) => containers.some(name => groupAt(file, name) !== undefined)

/**
 * The layers of a `.weights.h5` file in the graph's order and under its names; other layers follow. Layers that their
 * author named are found by name. Those that Keras named are found by their order within their class, because the
 * numbers in such names depend on what else that program had built before.
 */
export function keras3Layers(file: Group, graph: Graph): StoredLayer[] {
  const wanted = graph.layers.filter(({ weights }) => weights.length > 0)
  const models = modelsIn(file, 0)
  const matches = models.map(found => matched(wanted, found))
  const best = matches.sort((a, b) => b.layers.size - a.layers.size || a.rest.length - b.rest.length)[0]
  const missing = wanted.filter(({ name }) => !best?.layers.has(name))
  if (best === undefined || missing.length > 0)
    throw new Misfit(
      `it is in the layout of Keras 3, and lacks ${missing.length} of the layers of ${graph.name}`,
      some(missing.map(({ name }) => name)),
    )
  return [
    ...wanted.map(layer => stored(layer, best.layers.get(layer.name))),
    ...best.rest.map(({ kind, number, name, weights }) => ({ name: name ?? `${kind}_${number}`, weights })),
  ]
}

function stored({ name, weights: specs }: Layer, found: Found | undefined): StoredLayer {
  const weights = found?.weights ?? []
  if (weights.length !== specs.length)
    throw new WeightProblem(`its layer ${name} has ${weights.length} weights instead of ${specs.length}`, {
      next: damaged,
    })
  return { name, weights }
}

interface Match {
  readonly layers: ReadonlyMap<string, Found>
  /** What the graph has no place for; dense layers are a classifier on top and left out. */
  readonly rest: readonly Found[]
}

function matched(wanted: readonly Layer[], found: readonly Found[]): Match {
  const hasNames = found.some(({ name }) => name !== undefined)
  const isOurs = (layer: Layer) => hasNames && !isAutomatic(layer.name, snakeCase(layer.className))
  const byName = new Map(found.map(layer => [layer.name, layer]))
  const layers = new Map<string, Found>()
  for (const layer of wanted) {
    const hit = isOurs(layer) ? byName.get(layer.name) : undefined
    if (hit !== undefined) layers.set(layer.name, hit)
  }
  const used = new Set(layers.values())
  const unnamed = found
    .filter(layer => !used.has(layer) && (layer.name === undefined || isAutomatic(layer.name, layer.kind)))
    .sort((a, b) => a.number - b.number)
  const queues = new Map<string, Found[]>()
  for (const layer of unnamed) queues.set(layer.kind, [...(queues.get(layer.kind) ?? []), layer])
  for (const layer of wanted) {
    const next = isOurs(layer) ? undefined : queues.get(snakeCase(layer.className))?.shift()
    if (next !== undefined) layers.set(layer.name, next)
  }
  const taken = new Set(layers.values())
  return { layers, rest: found.filter(layer => !taken.has(layer) && layer.kind !== 'dense') }
}

const isAutomatic = (name: string, kind: string) =>
  name === kind || (name.startsWith(`${kind}_`) && /^\d+$/.test(name.slice(kind.length + 1)))

/** Keras' own rule: DepthwiseConv2D → depthwise_conv2d. */
export const snakeCase = (className: string) =>
  className
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()

/** The layers with weights of every model in the file, an inner model's also among those of the one around it. */
function modelsIn(parent: Group, depth: number): Found[][] {
  const container = containers.map(name => groupAt(parent, name)).find(group => group !== undefined)
  if (container === undefined || depth > maxDepth) return []
  const own: Found[] = []
  const inner: Found[][] = []
  for (const key of container.keys()) {
    const group = groupAt(container, key)
    if (group === undefined) continue
    const layer = layerIn(group, key)
    if (layer !== undefined) own.push(layer)
    inner.push(...modelsIn(group, depth + 1))
  }
  const all = [...own, ...inner.flat()]
  return all.length === 0 ? inner : [all, ...inner]
}

function layerIn(group: Group, key: string): Found | undefined {
  const vars = groupAt(group, 'vars')
  const keys = vars?.keys() ?? []
  if (vars === undefined || keys.length === 0) return undefined
  const [, kind = key, digits = '0'] = /^(.+?)(?:_(\d+))?$/.exec(key) ?? []
  const name = vars.attrs.name?.value
  const label = typeof name === 'string' ? name : undefined
  const weights = keys.map((_, i) => storedAt(vars, String(i), `${label ?? key}/${i}`))
  return { kind, number: Number(digits), name: label, weights }
}
