import { readFile, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { halfToFloats } from '../base/float16.ts'
import { isOutside } from '../base/folders.ts'
import { type Stored, shapeText, WeightProblem } from './stored.ts'

/** Bytes of one value, by dtype; of a quantized tensor by the dtype of its quantization. */
const bytesPerValue = { float32: 4, float16: 2, int32: 4, uint16: 2, uint8: 1, bool: 1 } as const

const weightSchema = z.object({
  name: z.string().min(1),
  shape: z.array(z.number().int().min(0)),
  dtype: z.enum(['float32', 'float16', 'int32', 'uint8', 'uint16', 'bool']),
  quantization: z
    .discriminatedUnion('dtype', [
      z.object({ dtype: z.enum(['uint8', 'uint16']), scale: z.number(), min: z.number() }),
      z.object({ dtype: z.literal('float16') }),
    ])
    .optional(),
})
export const manifestSchema = z
  .array(z.object({ paths: z.array(z.string().min(1)).min(1), weights: z.array(weightSchema) }))
  .min(1)
type ManifestWeight = z.infer<typeof weightSchema>
export type Manifest = z.infer<typeof manifestSchema>

/** Looks whether every shard is beside `model.json` and as long as the manifest says, without reading any. */
export async function checkShards(modelFile: string, manifest: Manifest): Promise<void> {
  for (const { paths, weights } of manifest) {
    const sizes = await Promise.all(paths.map(shard => sizeOf(modelFile, shard)))
    const found = sizes.reduce((sum, size) => sum + size, 0)
    const expected = weights.reduce((sum, entry) => sum + bytesOf(entry), 0)
    if (found !== expected)
      throw new WeightProblem(
        `${paths.length === 1 ? paths[0] : `${paths[0]} and the others of its group`} should hold ${expected} bytes, but there are ${found}`,
        {
          next:
            found < expected
              ? 'It is cut short: copy or download it again.'
              : 'Do the files belong together?',
        },
      )
  }
}

/** All tensors of the shards, and their bytes in order for a hash. Call `checkShards` first. */
export async function readShards(
  modelFile: string,
  manifest: Manifest,
): Promise<{ stored: Map<string, Stored>; bytes: Buffer[] }> {
  const stored = new Map<string, Stored>()
  const bytes: Buffer[] = []
  for (const { paths, weights } of manifest) {
    const group = Buffer.concat(
      await Promise.all(paths.map(async shard => readFile(await placeOf(modelFile, shard)))),
    )
    bytes.push(group)
    let begin = 0
    for (const entry of weights) {
      const end = begin + bytesOf(entry)
      if (stored.has(entry.name)) throw new WeightProblem(`its weightsManifest names ${entry.name} twice`)
      stored.set(entry.name, storedOf(entry, group.subarray(begin, end)))
      begin = end
    }
  }
  return { stored, bytes }
}

/** A shard is a file beside the model or below it; anything else in a manifest is not followed, nor is a link to elsewhere. */
async function placeOf(modelFile: string, shard: string): Promise<string> {
  const folder = path.dirname(modelFile)
  const place = path.resolve(folder, shard)
  if (path.isAbsolute(shard) || isOutside(path.resolve(folder), place))
    throw new WeightProblem(`its weightsManifest names ${shard}, which is not in the folder of the model`, {
      next: 'Put the weight files beside model.json and name them there.',
    })
  const real = await realpath(place).catch(() => place)
  if (real !== place && isOutside(await realpath(folder), real))
    throw new WeightProblem(`its weight file ${shard} is a link to ${real}, out of the folder of the model`, {
      next: 'Copy the file itself there, in place of the link.',
    })
  return place
}

async function sizeOf(modelFile: string, shard: string): Promise<number> {
  const found = await stat(await placeOf(modelFile, shard)).catch(() => undefined)
  if (found?.isFile()) return found.size
  throw new WeightProblem(`its weight file ${shard} is missing`, {
    next: 'A layers model is model.json and all the .bin files that it names, in one folder.',
  })
}

function bytesOf({ shape, dtype, quantization }: ManifestWeight): number {
  return shape.reduce((product, side) => product * side, bytesPerValue[quantization?.dtype ?? dtype])
}

function storedOf({ name, shape, dtype, quantization }: ManifestWeight, data: Uint8Array): Stored {
  return {
    name,
    shape,
    read() {
      // A copy, because a shard need not be aligned to four bytes.
      const { buffer } = new Uint8Array(data)
      const kind = quantization?.dtype ?? dtype
      if (kind === 'float32') return new Float32Array(buffer)
      if (kind === 'float16') return halfToFloats(new Uint16Array(buffer))
      if (quantization !== undefined && 'scale' in quantization) {
        const levels = quantization.dtype === 'uint8' ? new Uint8Array(buffer) : new Uint16Array(buffer)
        return Float32Array.from(levels, level => level * quantization.scale + quantization.min)
      }
      throw new WeightProblem(
        `${name} (${shapeText(shape)}) is ${dtype}, but weights are float32 or quantized`,
      )
    },
  }
}
