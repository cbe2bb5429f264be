import { expect, test } from 'vitest'
import { HeapFull, troubleOf } from '../../src/engine/trouble.ts'

const thrownBy = (work: () => unknown): unknown => {
  try {
    return work()
  } catch (error) {
    return error
  }
}

const memory = new WebAssembly.Memory({ initial: 1 })

test.each([
  ['a heap without room', new HeapFull('full')],
  ['a WebAssembly memory that does not grow', thrownBy(() => memory.grow(2 ** 17))],
  ['an array without room', thrownBy(() => new Float64Array(2 ** 53 - 1))],
  ['a buffer without room', thrownBy(() => new ArrayBuffer(2 ** 53 - 1))],
  ['a shared buffer without room', thrownBy(() => new SharedArrayBuffer(2 ** 53 - 1))],
  ['TensorFlow, by its code', new Error('Invalid TF_Status: 8\nMessage: failed to allocate memory')],
  ['TensorFlow’s C++', new Error('std::bad_alloc')],
  ['a GPU, in its library’s words', new Error('Status: CUBLAS_STATUS_ALLOC_FAILED')],
  ['the system', Object.assign(new Error('read ENOMEM'), { code: 'ENOMEM' })],
  ['a worker thread without room', Object.assign(new Error('gone'), { code: 'ERR_WORKER_OUT_OF_MEMORY' })],
])('out of memory: %s', (_, error) => {
  expect(troubleOf(error)).toMatchObject({ cause: 'outOfMemory', error: expect.any(String) })
})

test.each(['memory access out of bounds', 'unreachable', 'table index is out of bounds'])(
  'a trap is a lost engine, in its own words: %s',
  words => {
    expect(troubleOf(new WebAssembly.RuntimeError(words))).toEqual({ cause: 'lost', error: words })
  },
)

test.each([
  new RangeError('a fold needs at least one epoch'),
  new Error('the table index is out of bounds of the CSV file'),
  new Error('cannot allocate a name'),
  new Error('Invalid TF_Status: 3\nMessage: incompatible shapes'),
  'text',
  undefined,
])('not the engine: %s', error => {
  expect(troubleOf(error)).toBeUndefined()
})
