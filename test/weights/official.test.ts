import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { getBackbone } from '../../src/backbones/index.ts'
import { cacheFolder } from '../../src/base/cache-folder.ts'
import { backboneNames } from '../../src/trial/backbone-names.ts'
import { addressOf, cachedPath } from '../../src/weights/cache.ts'
import { hdf5Length } from '../../src/weights/hdf5-length.ts'
import { officialFile, officialFiles, publishedAccuracy } from '../../src/weights/official.ts'
import { fileOf, kerasFile, kerasLayers, someValues } from './files.ts'

const pretrained = backboneNames.filter(name => name !== 'Pocket')

test.each(pretrained)('%s: one address, one length, one hash', name => {
  const file = officialFile(name)
  expect(file?.url).toMatch(/^https:\/\/storage\.googleapis\.com\/[\w./-]+\.h5$/)
  expect(file?.url.endsWith(`/${file.name}`)).toBe(true)
  expect(file?.size).toBe(getBackbone(name).defaultSize)
  if (file?.hash)
    expect(file.hash.hex).toMatch(file.hash.algorithm === 'md5' ? /^[0-9a-f]{32}$/ : /^[0-9a-f]{64}$/)
  else expect(name).toMatch(/^MobileNetV2/)
  expect(publishedAccuracy(name)?.top1).toBeGreaterThan(50)
})

test('no two files have the same name, so all can lie in one folder', () => {
  const names = backboneNames.flatMap(officialFiles).map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  expect(names).toHaveLength(33)
})

test.each<[Parameters<typeof officialFile>[0], number | undefined, string]>([
  ['MobileNetV2', undefined, '1.0_224'],
  ['MobileNetV2', 96, '1.0_96'],
  ['MobileNetV2', 160, '1.0_160'],
  ['MobileNetV2', 100, '1.0_224'],
  ['MobileNetV2', 320, '1.0_224'],
  ['MobileNetV2-0.35', 128, '0.35_128'],
  ['MobileNetV2-0.5', 192, '0.5_192'],
  ['MobileNetV2-0.75', 224, '0.75_224'],
  ['MobileNetV2-1.3', 96, '1.3_224'],
  ['MobileNetV2-1.4', 160, '1.4_224'],
  ['VGG16', 96, 'vgg16_weights_tf_dim_ordering_tf_kernels'],
])('%s for %s pixels is %s', (name, size, part) => {
  expect(officialFile(name, size)?.name).toContain(part)
})

test('the length of a file is known for its own size only', () => {
  expect(officialFile('MobileNetV2', 224)?.bytes).toBe(9_406_464)
  expect(officialFile('MobileNetV2', 96)?.bytes).toBeUndefined()
})

interface Gathered {
  backbones: Record<
    string,
    {
      keras: { weights: { notop: { url: string; size_bytes: number | null; md5?: string; sha256?: string } } }
      accuracy_imagenet1k: { top1: number; top5?: number }
    }
  >
}
const facts = path.resolve(
  process.env.NIGHTSWEEP_SHARED ?? path.resolve(import.meta.dirname, '../../../shared'),
  'facts/facts.json',
)
test.skipIf(!existsSync(facts))(
  'addresses, hashes and lengths are those that were gathered from Keras',
  () => {
    const { backbones }: Gathered = JSON.parse(readFileSync(facts, 'utf8').replaceAll(/\bNaN\b/g, 'null'))
    const gathered = Object.values(backbones).map(({ keras, accuracy_imagenet1k: { top1, top5 } }) => {
      const { url, size_bytes, md5, sha256 } = keras.weights.notop
      return { url, bytes: size_bytes ?? undefined, hash: md5 ?? sha256, top1, top5 }
    })
    const ours = pretrained.map(name => {
      const { url, bytes, hash } = officialFile(name) ?? {}
      return {
        url,
        bytes,
        hash: hash?.hex,
        top1: publishedAccuracy(name)?.top1,
        top5: publishedAccuracy(name)?.top5,
      }
    })
    const byUrl = (a: { url?: string | undefined }, b: { url?: string | undefined }) =>
      (a.url ?? '') < (b.url ?? '') ? -1 : 1
    expect(ours.sort(byUrl)).toEqual(gathered.sort(byUrl))
  },
)

describe('where a file is', () => {
  const official = officialFile('EfficientNetB0')
  if (official === undefined) throw new RangeError('EfficientNetB0 has weights')

  test('in the cache', () => {
    expect(cachedPath(official, '/c')).toBe(path.join('/c', 'weights', 'efficientnetb0_notop.h5'))
    expect(cachedPath(official).startsWith(cacheFolder())).toBe(true)
  })

  test('on the web: not in the folder of all the others', () => {
    expect(addressOf(official, {})).toBe(
      'https://storage.googleapis.com/keras-applications/efficientnetb0_notop.h5',
    )
    expect(addressOf(official, { NIGHTSWEEP_WEIGHTS_URL: 'http://mirror/w/' })).toBe(
      'http://mirror/w/efficientnetb0_notop.h5',
    )
  })
})

test('an HDF5 file tells its own length', async () => {
  const graph = getBackbone('Pocket').build(96)
  const file = await kerasFile(kerasLayers(graph, someValues(graph)))
  expect(await hdf5Length(file)).toBe(readFileSync(file).length)
  expect(await hdf5Length(await fileOf(Buffer.alloc(100), '.h5'))).toBeUndefined()
  expect(await hdf5Length(await fileOf('', '.h5'))).toBeUndefined()
})
