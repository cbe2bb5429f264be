import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { UserError } from '../../../dist/base/errors.js'
import { readSafetensors } from '../../../dist/weights/safetensors.js'
import { WeightProblem } from '../../../dist/weights/stored.js'
import { mutatedBytes, mutatedText } from '../mutate.mjs'

/** Headers of safetensors, damaged as text or as bytes. */
export function open(folder) {
  const input = path.join(folder, 'input')
  return {
    refusals: [WeightProblem, UserError],
    attempt(random) {
      const { header, data } = sound(random)
      const file =
        random.next() < 0.5 ? withHeader(mutatedText(header, random), data) : damaged(header, data, random)
      writeFileSync(input, file)
      return check(readSafetensors(file, input), file.length)
    },
  }
}

const kinds = { F32: 4, F16: 2, BF16: 2, F64: 8, I8: 1, U8: 1, I32: 4, I64: 8, BOOL: 1 }

function sound(random) {
  const header = {}
  let at = 0
  for (let i = random.integer(1, 5); i > 0; i--) {
    const dtype = random.pick(Object.keys(kinds))
    const shape = Array.from({ length: random.integer(0, 4) }, () => random.integer(1, 5))
    const bytes = kinds[dtype] * shape.reduce((product, side) => product * side, 1)
    header[`layer.${i}.weight`] = { dtype, shape, data_offsets: [at, at + bytes] }
    at += bytes
  }
  return { header: JSON.stringify(header), data: Buffer.alloc(at, 1) }
}

function withHeader(header, data) {
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(header)))
  return Buffer.concat([length, Buffer.from(header), data])
}

const damaged = (header, data, random) =>
  mutatedBytes(withHeader(header, data), random, [0, 8 + Buffer.byteLength(header)])

/** Nothing is believed that the file has no bytes for. */
function check(tensors, length) {
  for (const [name, { shape }] of tensors) {
    const items = shape.reduce((product, side) => product * side, 1)
    if (!Number.isSafeInteger(items) || items > length)
      return `accepted ${name} of ${items} numbers in ${length} bytes`
  }
  return undefined
}
