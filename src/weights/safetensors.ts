import { z } from 'zod'
import { brainToFloats, halfToFloats } from '../base/float16.ts'
import { toFloat32 } from './conversions.ts'
import { duplicateKey } from './json-keys.ts'
import { cutShort, type Stored, shapeText, WeightProblem } from './stored.ts'

/** The reference reader's limit. */
const maxHeaderBytes = 100_000_000

const bytesPerItem: Readonly<Record<string, number>> = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
  I16: 2,
  U16: 2,
  F16: 2,
  BF16: 2,
  I32: 4,
  U32: 4,
  F32: 4,
  I64: 8,
  U64: 8,
  F64: 8,
}

const whole = z.number().int().min(0)
const tensorSchema = z.strictObject({
  dtype: z.string(),
  shape: z.array(whole),
  data_offsets: z.tuple([whole, whole]),
})
type TensorHeader = z.infer<typeof tensorSchema>
const metadataSchema = z.record(z.string(), z.string())

const damaged = 'The file is damaged or not what its name says: download or export it again.'
const refuse = (message: string, next = damaged) => new WeightProblem(message, { next })

/**
 * Reads a `.safetensors` file strictly: nothing in its header is believed before it agrees with the file's length,
 * and every byte belongs to exactly one tensor. `where` it is, is for advice. Format: https://github.com/huggingface/safetensors.
 */
export function readSafetensors(file: Uint8Array, where: string): Map<string, Stored> {
  const { header, data } = split(file)
  const entries = parse(header)
  checkCoverage(entries, data.length, file.length - data.length, where)
  return new Map(entries.map(([name, entry]) => [name, stored(name, entry, data, where)]))
}

function split(file: Uint8Array): { header: string; data: Uint8Array } {
  if (file.length < 8) throw refuse(`it ends after ${file.length} bytes, within its first number`)
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const length = view.getBigUint64(0, true)
  if (length > BigInt(maxHeaderBytes))
    throw refuse(`it announces a header of ${length} bytes, which no such file has`)
  const end = 8 + Number(length)
  if (end > file.length)
    throw refuse(`its header should be ${length} bytes long, but only ${file.length - 8} follow`)
  const bytes = file.subarray(8, end)
  if (bytes[0] !== 0x7b) throw refuse('its header does not begin with {')
  try {
    return { header: new TextDecoder('utf-8', { fatal: true }).decode(bytes), data: file.subarray(end) }
  } catch {
    throw refuse('its header is not valid UTF-8')
  }
}

function parse(header: string): [string, TensorHeader][] {
  let content: unknown
  try {
    content = JSON.parse(header)
  } catch {
    throw refuse('its header is not valid JSON')
  }
  const twice = duplicateKey(header)
  if (twice !== undefined) throw refuse(`its header names ${JSON.stringify(twice)} twice`)
  const entries: [string, TensorHeader][] = []
  for (const [name, value] of Object.entries(z.record(z.string(), z.unknown()).parse(content))) {
    if (name === '__metadata__') {
      if (!metadataSchema.safeParse(value).success) throw refuse('its __metadata__ holds more than texts')
      continue
    }
    const entry = tensorSchema.safeParse(value)
    if (!entry.success)
      throw refuse(`its header does not describe tensor ${name} as dtype, shape and data_offsets`)
    entries.push([name, entry.data])
  }
  if (entries.length === 0) throw refuse('it holds no tensors')
  return entries
}

function checkCoverage(
  entries: readonly (readonly [string, TensorHeader])[],
  length: number,
  headerLength: number,
  where: string,
): void {
  const wanted = entries.reduce((most, [, { data_offsets }]) => Math.max(most, data_offsets[1]), 0)
  if (wanted > length) throw cutShort(headerLength + length, headerLength + wanted)
  let position = 0
  for (const [name, entry] of [...entries].sort(
    ([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1],
  )) {
    const [begin, end] = entry.data_offsets
    if (end < begin) throw refuse(`tensor ${name} ends before it begins`)
    if (begin < position) throw refuse(`tensor ${name} overlaps the one before it`)
    if (begin > position) throw refuse(`${begin - position} bytes before tensor ${name} belong to no tensor`)
    if (bytesOf(name, entry, where) !== end - begin)
      throw refuse(
        `tensor ${name} is ${entry.dtype} ${shapeText(entry.shape)}, which does not fit its ${end - begin} bytes`,
      )
    position = end
  }
  if (position !== length) throw refuse(`the last ${length - position} bytes belong to no tensor`)
}

function bytesOf(name: string, { dtype, shape }: TensorHeader, where: string): number {
  const item = bytesPerItem[dtype]
  if (item === undefined) throw refuse(`tensor ${name} has the unknown type ${dtype}`, toFloat32(where))
  return shape.reduce((product, side) => product * side, item)
}

function stored(
  name: string,
  { dtype, shape, data_offsets: [begin, end] }: TensorHeader,
  data: Uint8Array,
  where: string,
): Stored {
  return {
    name,
    shape,
    read() {
      // A copy, because the file need not be aligned to four bytes.
      const { buffer } = new Uint8Array(data.subarray(begin, end))
      if (dtype === 'F32') return new Float32Array(buffer)
      if (dtype === 'F16') return halfToFloats(new Uint16Array(buffer))
      if (dtype === 'BF16') return brainToFloats(new Uint16Array(buffer))
      if (dtype === 'F64') return new Float32Array(new Float64Array(buffer))
      throw new WeightProblem(
        `tensor ${name} is of type ${dtype}, weights are read from F32, F16, BF16 and F64`,
        { next: toFloat32(where) },
      )
    },
  }
}
