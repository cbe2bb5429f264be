import { type Tensor, tf, type Variable } from '../engine/tf.ts'

/** Weights as they were at one moment. A copy costs nothing: updates make new tensors and leave the old ones alone. */
export interface Snapshot {
  take(weights: ReadonlyMap<string, Tensor>): void
  /** Puts the values back into those of the variables that the snapshot has. */
  restore(weights: ReadonlyMap<string, Variable>): void
  values(): Promise<Map<string, Float32Array>>
  dispose(): void
}

export function createSnapshot(): Snapshot {
  let taken = new Map<string, Tensor>()
  const dispose = () => tf.dispose([...taken.values()])
  return {
    take(weights) {
      dispose()
      taken = new Map([...weights].map(([name, tensor]) => [name, tf.keep(tensor.clone())]))
    },
    restore(weights) {
      for (const [name, variable] of weights) {
        const value = taken.get(name)
        if (value !== undefined) tf.tidy(() => variable.assign(value.clone()))
      }
    },
    async values() {
      const values = new Map<string, Float32Array>()
      for (const [name, tensor] of taken) values.set(name, await tensor.data<'float32'>())
      return values
    },
    dispose,
  }
}
