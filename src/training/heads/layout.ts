/** Where a head's arrays lie in its memory: addresses and sizes in bytes. */
export interface Layout {
  readonly rows: number
  /** Classes, filled up to whole tiles. */
  readonly columns: number
  readonly rowBytes: number
  readonly outBytes: number
  /** [rows, width] features of a batch. */
  readonly x: number
  /** [rows, columns] logits, and the loss's gradient by them. */
  readonly out: number
  readonly changes: number
  /** [columns, width] kernel, at once followed by the bias [columns]: one vector of parameters. */
  readonly w: number
  readonly bias: number
  readonly parameterBytes: number
  /** As the parameters: their gradient and the optimizer's state. */
  readonly gradient: number
  readonly first: number
  readonly second: number
  /** Four words of the dropout's generators. */
  readonly state: number
  readonly bytes: number
}

interface Size {
  readonly rows: number
  readonly width: number
  readonly classes: number
}

const vectorBytes = 16
export const roundUp = (value: number, step: number) => Math.ceil(value / step) * step

export function layoutOf({ rows, width, classes }: Size): Layout {
  const columns = roundUp(classes, 2)
  const rowBytes = 4 * width
  const parameterBytes = columns * rowBytes + roundUp(4 * columns, vectorBytes)
  let bytes = 0
  const take = (length: number) => {
    const address = bytes
    bytes += roundUp(length, vectorBytes)
    return address
  }
  const [x, out, changes] = [take(rows * rowBytes), take(rows * 4 * columns), take(rows * 4 * columns)]
  const [w, gradient, first, second] = [
    take(parameterBytes),
    take(parameterBytes),
    take(parameterBytes),
    take(parameterBytes),
  ]
  const state = take(vectorBytes)
  const bias = w + columns * rowBytes
  return {
    rows,
    columns,
    rowBytes,
    outBytes: 4 * columns,
    x,
    out,
    changes,
    w,
    bias,
    parameterBytes,
    gradient,
    first,
    second,
    state,
    bytes,
  }
}
