/** Typed arrays on memory that every worker reads without copying. */
export function sharedFloats(length: number): Float32Array<SharedArrayBuffer> {
  return new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT))
}

/** A copy of the values on shared memory. */
export function shareFloats(values: Float32Array): Float32Array<SharedArrayBuffer> {
  const copy = sharedFloats(values.length)
  copy.set(values)
  return copy
}

export function sharedHalves(length: number): Uint16Array<SharedArrayBuffer> {
  return new Uint16Array(new SharedArrayBuffer(length * Uint16Array.BYTES_PER_ELEMENT))
}
