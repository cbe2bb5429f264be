/** One tensor of a weight file; its values are read on demand. */
export interface Stored {
  readonly name: string
  readonly shape: readonly number[]
  /** C order. */
  read(): Float32Array
}

/** A layer of a Keras file: its weights in Keras' order. */
export interface StoredLayer {
  readonly name: string
  readonly weights: readonly Stored[]
}

/** What is wrong with a weight file. The loader adds which file it is. */
export class WeightProblem extends Error {
  override readonly name = 'WeightProblem'
  readonly details: readonly string[]
  readonly next: string | undefined

  constructor(
    message: string,
    options: { details?: readonly string[]; next?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause })
    this.details = options.details ?? []
    this.next = options.next
  }
}

/** The weights may be good, but they are not this backbone's. */
export class Misfit extends WeightProblem {
  constructor(message: string, details: readonly string[] = []) {
    super(message, { details, next: 'Check that the file belongs to the backbone named in recipe.backbone.' })
  }
}

/** The weights are the backbone's by name and shape, but nothing can be computed with them. */
export class BadNumbers extends WeightProblem {}

/** "3×3×32", or "a single number". */
export const shapeText = (shape: readonly number[]) =>
  shape.length === 0 ? 'a single number' : shape.join('×')

/** The first few of many findings. */
export function some(lines: readonly string[], limit = 5): string[] {
  const rest = lines.length - limit
  return rest > 0 ? [...lines.slice(0, limit), `and ${rest} more`] : [...lines]
}

/** With what is missing: most such files are downloads that were broken off. */
export const cutShort = (bytes: number, wanted: number) =>
  new WeightProblem(
    `the file is cut short: ${bytes.toLocaleString('en')} of ${wanted.toLocaleString('en')} bytes are here`,
    { next: 'Download or export it again.' },
  )
