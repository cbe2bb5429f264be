import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { tf } from '../../src/engine/tf.ts'
import { temporaryFolder } from '../setup/images.ts'

type Entry = { name: string; shape: number[]; dtype: string; quantization?: object }
export interface Contents {
  modelTopology?: unknown
  weightsManifest: { paths: string[]; weights: Entry[] }[]
  format?: string
}
type LayersModel = ReturnType<typeof tf.sequential>

/** Saves a model as TensorFlow.js itself does; `shards` is into how many files. Gives the path of its model.json. */
export async function saveLayersModel(model: Pick<LayersModel, 'save'>, shards = 1): Promise<string> {
  const file = path.join(temporaryFolder(), 'mine', 'model.json')
  mkdirSync(path.dirname(file))
  await model.save(
    tf.io.withSaveHandler(async ({ modelTopology, weightSpecs = [], weightData }) => {
      const bytes = Buffer.from(tf.io.CompositeArrayBuffer.join(weightData))
      const share = Math.ceil(bytes.length / shards)
      const paths = Array.from({ length: shards }, (_, i) => `group1-shard${i + 1}of${shards}.bin`)
      for (const [i, name] of paths.entries())
        writeFileSync(path.join(path.dirname(file), name), bytes.subarray(i * share, (i + 1) * share))
      const weightsManifest = [{ paths, weights: weightSpecs }]
      writeFileSync(file, JSON.stringify({ format: 'layers-model', modelTopology, weightsManifest }))
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' as const } }
    }),
  )
  return file
}

/** Changes what model.json says. */
export function rewrite(file: string, change: (contents: Contents) => unknown): void {
  const contents = JSON.parse(readFileSync(file, 'utf8')) as Contents
  writeFileSync(file, JSON.stringify(change(contents) ?? contents))
}

/** Changes the bytes of the first shard. */
export function rewriteShard(file: string, change: (bytes: Buffer) => Buffer): void {
  const [name = ''] = (JSON.parse(readFileSync(file, 'utf8')) as Contents).weightsManifest[0]?.paths ?? []
  const shard = path.join(path.dirname(file), name)
  writeFileSync(shard, change(readFileSync(shard)))
}
