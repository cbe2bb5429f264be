import type { Layer } from './graph.ts'

/**
 * Sorts layers as `model.layers` of Keras does, which is the order of its weight files: by distance from the output,
 * the farthest first; ties in the order of a walk from the output along the inputs. Layers that the output does not
 * need are left out. `layers` must be topological already.
 */
export function inKerasOrder(layers: readonly Layer[], output: string): Layer[] {
  const byName = new Map(layers.map(layer => [layer.name, layer]))
  const visit = new Map<string, number>()
  const walk = (name: string) => {
    if (visit.has(name)) return
    visit.set(name, visit.size)
    byName.get(name)?.inputs.forEach(walk)
  }
  walk(output)
  const depth = new Map<string, number>()
  for (const { name, inputs } of [...layers].reverse())
    if (visit.has(name))
      for (const input of inputs)
        depth.set(input, Math.max(depth.get(input) ?? 0, (depth.get(name) ?? 0) + 1))
  const rank = ({ name }: Layer) => [-(depth.get(name) ?? 0), visit.get(name) ?? 0] as const
  return layers
    .filter(({ name }) => visit.has(name))
    .sort((a, b) => rank(a)[0] - rank(b)[0] || rank(a)[1] - rank(b)[1])
}

/** Keras' automatic layer names: the class name in snake case, numbered from the second on. */
export function createNamer(): (className: string) => string {
  const counts = new Map<string, number>()
  return className => {
    const base = className
      .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
      .replace(/([a-z])([A-Z])/g, '$1_$2')
      .toLowerCase()
    const count = counts.get(base) ?? 0
    counts.set(base, count + 1)
    return count === 0 ? base : `${base}_${count}`
  }
}
