import type { Random } from '../base/random.ts'

/** How the head's kernels start: uniform, row by row [inputs, outputs]; biases start at zero. */

/** The hidden layer as in Keras: Glorot & Bengio (2010). */
export function startHidden(inputs: number, outputs: number, random: Random): Float32Array {
  return uniform(inputs * outputs, Math.sqrt(6 / (inputs + outputs)), random)
}

/**
 * The output within 1/√inputs, as torch.nn.Linear starts: Glorot's limit is two to three times as large for few
 * classes, noise that a small learning rate needs many epochs to undo.
 */
export function startOutput(inputs: number, outputs: number, random: Random): Float32Array {
  return uniform(inputs * outputs, 1 / Math.sqrt(inputs), random)
}

function uniform(length: number, limit: number, random: Random): Float32Array {
  const values = new Float32Array(length)
  for (let i = 0; i < length; i++) values[i] = limit * (2 * random.next() - 1)
  return values
}
