interface Linked {
  readonly name: string
  readonly inputs: readonly string[]
}

/**
 * The layers through which every path from the input to the output passes: after each, its output alone carries
 * everything. `layers` are topological, and the last one needs them all.
 *
 * A layer is one of them exactly if nothing before it is still waiting to be read when it has been computed.
 */
export function singleTensorLayers<T extends Linked>(layers: readonly T[]): T[] {
  const readers = new Map<string, number>()
  for (const { inputs } of layers) for (const name of inputs) readers.set(name, (readers.get(name) ?? 0) + 1)
  const waiting = new Set<string>()
  return layers.filter(({ name, inputs }) => {
    for (const input of inputs) {
      const left = (readers.get(input) ?? 0) - 1
      readers.set(input, left)
      if (left === 0) waiting.delete(input)
    }
    const isAlone = waiting.size === 0
    waiting.add(name)
    return isAlone
  })
}
