import { writeFile } from 'node:fs/promises'
import { endianness } from 'node:os'
import type { Graph, WeightValues } from '../../backbones/graph.ts'
import { float16Of } from '../../base/float16.ts'

/**
 * Writes a graph's weights as .safetensors: kernels as F16, the rest (batch norm's statistics may be tiny) as F32.
 * Format: https://huggingface.co/docs/safetensors — header length (u64), JSON header, tensors one after the other.
 */
export async function writeSafetensors(
  file: string,
  graph: Graph,
  values: WeightValues,
  metadata: Readonly<Record<string, string>>,
): Promise<number> {
  if (endianness() !== 'LE') throw new Error('safetensors are little-endian; this machine is not')
  const header: Record<string, unknown> = { __metadata__: metadata }
  const chunks: Uint8Array[] = []
  let offset = 0
  for (const { key, shape } of weightsOf(graph)) {
    const data = values.get(key)
    if (data === undefined) throw new RangeError(`no values for ${key}`)
    const isKernel = shape.length > 1
    const chunk = bytesOf(isKernel ? Uint16Array.from(data, float16Of) : data)
    const end = offset + chunk.length
    header[key] = { dtype: isKernel ? 'F16' : 'F32', shape, data_offsets: [offset, end] }
    chunks.push(chunk)
    offset = end
  }
  const text = Buffer.from(JSON.stringify(header))
  const head = Buffer.alloc(8 + Math.ceil(text.length / 8) * 8, ' ')
  head.writeBigUInt64LE(BigInt(head.length - 8))
  text.copy(head, 8)
  await writeFile(file, Buffer.concat([head, ...chunks]))
  return head.length + offset
}

function weightsOf(graph: Graph) {
  return graph.layers.flatMap(({ name, weights }) =>
    weights.map(weight => ({ key: `${name}/${weight.name}`, shape: weight.shape })),
  )
}

const bytesOf = (data: Uint16Array | Float32Array) =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
