/** Larger features stay where they are. */
const mostBytes = 2 ** 26

const copies = new WeakMap<ArrayBufferLike, Float32Array>()

/**
 * The values outside shared memory, from which a row is copied in a fraction of the time: V8 copies shared memory word
 * by word. One copy for all folds of a task, as long as the task lives.
 */
export function ownRows(values: Float32Array): Float32Array {
  const isShared = values.buffer instanceof SharedArrayBuffer
  if (!isShared || values.byteLength > mostBytes || values.length * 4 !== values.buffer.byteLength)
    return values
  const copy = copies.get(values.buffer) ?? new Float32Array(values)
  copies.set(values.buffer, copy)
  return copy
}
