import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { explain } from '../../../src/base/errors.ts'
import { sourceOf } from '../../../src/data/layout/reading.ts'
import { layoutOf } from '../../../src/data/layout/recognise.ts'
import { treeOf } from '../../../src/data/layout/tree.ts'
import { listDataset } from '../../../src/data/list-dataset.ts'
import { failure, fill, tempFolder } from '../make.ts'

/** "a/{x,y}" → a/x/0.png, a/x/1.png, a/y/0.png, …: two images in each folder. */
function files(...patterns: string[]): string[] {
  const folders = patterns.flatMap(expand)
  return folders.flatMap(folder => [`${folder}/0.png`, `${folder}/1.png`])
}

function expand(pattern: string): string[] {
  const [, before = '', choice, after = ''] = /^(.*?)\{([^}]*)\}(.*)$/.exec(pattern) ?? []
  if (choice === undefined) return [pattern]
  return choice.split(',').flatMap(one => expand(`${before}${one}${after}`))
}

const make = async (names: readonly string[]) =>
  fill(await tempFolder(), Object.fromEntries(names.map(name => [name, null])))

/** Layouts as people have them, what they look like, the reading, and what that gives: classes, images, test images. */
const told: (readonly [
  name: string,
  files: string[],
  words: string,
  reading: object,
  gives: readonly [string, number, number],
])[] = [
  [
    'train and test',
    files('{train,test}/{ant,bee}'),
    'train/ are splits',
    { train: ['train'], test: ['test'] },
    ['ant,bee', 8, 4],
  ],
  [
    'train and val, as ImageNet',
    files('{train,val}/{n01,n02}'),
    'train/ and val/ are splits',
    { train: ['train'], test: ['val'] },
    ['n01,n02', 8, 4],
  ],
  [
    'train, valid and test',
    files('{train,valid,test}/{ant,bee}'),
    'splits',
    { train: ['train', 'valid'], test: ['test'] },
    ['ant,bee', 12, 4],
  ],
  [
    'capitals and long words',
    files('{Training,Testing}/{glioma,none}'),
    'Training/ are splits',
    { train: ['Training'], test: ['Testing'] },
    ['glioma,none', 8, 4],
  ],
  [
    'sets in sets',
    files('training_set/training_set/{cats,dogs}', 'test_set/test_set/{cats,dogs}'),
    'splits',
    { train: ['training_set/training_set'], test: ['test_set/test_set'] },
    ['cats,dogs', 8, 4],
  ],
  [
    'seg_train and a heap to predict',
    files('seg_train/seg_train/{sea,street}', 'seg_test/seg_test/{sea,street}', 'seg_pred/seg_pred'),
    'seg_pred/ is left out',
    { train: ['seg_train/seg_train'], test: ['seg_test/seg_test'] },
    ['sea,street', 8, 4],
  ],
  [
    'a test without labels',
    [...files('train/{ant,bee}'), 'test/7.png', 'test/8.png'],
    'test/ has no classes inside: without labels it cannot judge',
    { path: 'train' },
    ['ant,bee', 4, 0],
  ],
  [
    'test has a class that train lacks',
    files('train/good', 'test/{good,broken}'),
    'splits',
    { depth: 2 },
    ['broken,good', 6, 0],
  ],
  ['folds', files('fold{1,2,3}/{ant,bee}'), 'are folds of the data', { depth: 2 }, ['ant,bee', 12, 0]],
  [
    'years',
    files('{2019,2020}/{ant,bee}'),
    '2019/ and 2020/ all hold the same folders',
    { depth: 2 },
    ['ant,bee', 8, 0],
  ],
  [
    'sites, of which one has a class more',
    files('site A/{ant,bee}', 'site B/{ant,bee,wasp}'),
    'all hold the same folders',
    { depth: 2 },
    ['ant,bee,wasp', 10, 0],
  ],
  [
    'years of sites',
    files('{2019,2020}/{north,south}/{ant,bee}'),
    'all hold the same folders',
    { depth: 3 },
    ['ant,bee', 16, 0],
  ],
  [
    'images and masks',
    files('{images,masks}/{ant,bee}'),
    'masks/ is called like what belongs to photos',
    { path: 'images' },
    ['ant,bee', 4, 0],
  ],
  [
    'photos, labels and annotations',
    files('photos/{ant,bee}', 'labels', 'Annotations'),
    'Annotations/ and labels/ are called',
    { path: 'photos' },
    ['ant,bee', 4, 0],
  ],
  [
    'originals and augmented',
    files('{originals,augmented}/{ant,bee}'),
    'augmented/ is called',
    { path: 'originals' },
    ['ant,bee', 4, 0],
  ],
  [
    'masks beside the classes',
    files('ant', 'bee', 'masks'),
    'masks/ is called',
    { ignore: ['masks/**'] },
    ['ant,bee', 4, 0],
  ],
  [
    'thumbnails and ground truth beside the classes',
    files('ant', 'bee', 'Ground Truth', 'thumbs'),
    'thumbs/ are called',
    { ignore: ['Ground Truth/**', 'thumbs/**'] },
    ['ant,bee', 4, 0],
  ],
  [
    'a folder around all',
    files('dataset/{ant,bee}'),
    'only one class ("dataset")',
    { path: 'dataset' },
    ['ant,bee', 4, 0],
  ],
  [
    'two folders around all',
    files('kaggle/images/{ant,bee}'),
    'only one class',
    { path: 'kaggle/images' },
    ['ant,bee', 4, 0],
  ],
  [
    'a folder around splits',
    files('data/{train,test}/{ant,bee}'),
    'In data/, test/ and train/ are splits',
    { train: ['data/train'], test: ['data/test'] },
    ['ant,bee', 8, 4],
  ],
]

describe('what is no class is told with the right reading', () => {
  test.each(told)('%s', async (_name, names, words, reading, [classes, images, tests]) => {
    expect(layoutOf(treeOf(names))?.reading).toEqual(reading)
    const folder = await make(names)
    const text = explain(await failure(() => listDataset({ path: folder })))
    expect(text).toContain(words)
    expect(text).toContain('→ Write data: { ')
    const listed = await listDataset(sourceOf(folder, reading))
    expect(listed.classes).toEqual(classes.split(','))
    expect(listed.images).toHaveLength(images)
    expect(listed.images.filter(({ test }) => test)).toHaveLength(tests)
    for (const { file } of listed.images)
      expect(names).toContain(path.relative(folder, path.join(listed.root, file)))
  })
})

const hopeless: (readonly [name: string, files: string[], words: readonly string[]])[] = [
  [
    'splits without classes',
    files('train', 'test1'),
    ['are splits of the data', 'no classes are inside', 'path,label', 'depth: 1'],
  ],
  ['splits for detection', files('{train,val}/{images,labels}'), ['each holds images, labels', 'path,label']],
  ['folds without classes', files('fold{1,2}'), ['are folds of the data', 'path,label']],
  [
    'images and masks without classes',
    files('images', 'masks'),
    ['images/ has no classes inside', 'path,label'],
  ],
  [
    'as Pascal VOC',
    files('JPEGImages', 'SegmentationClass', 'Annotations'),
    ['JPEGImages/ has no classes inside'],
  ],
  ['no folder at all', ['0.png', '1.png'], ['2 images lie directly', 'path,label']],
]

describe('where the disk does not say what images show, that is told', () => {
  test.each(hopeless)('%s', async (_name, names, words) => {
    const error = await failure(async () => listDataset({ path: await make(names) }))
    for (const word of words) expect(explain(error)).toContain(word)
  })
})

const classes: (readonly [name: string, files: string[], classes: string])[] = [
  ['plain', files('ant', 'bee'), 'ant,bee'],
  ['numbers', files('{0,1,2,10}'), '0,1,10,2'],
  ['vehicles, one called train', files('bus', 'car', 'train'), 'bus,car,train'],
  ['face masks', files('with_mask', 'without_mask'), 'with_mask,without_mask'],
  ['valid and invalid', files('invalid', 'valid'), 'invalid,valid'],
  ['each with a folder of images inside', files('{ant,bee}/images'), 'ant,bee'],
  ['each with splits inside', files('{ant,bee}/{train,test}'), 'ant,bee'],
  ['each with years inside', files('{ant,bee}/{2019,2020-05}'), 'ant,bee'],
  ['a taxonomy', files('birds/{robin,wren}', 'mammals/{fox,hare}'), 'birds,mammals'],
  ['sites that share one name only', files('birds/{robin,other}', 'mammals/{fox,other}'), 'birds,mammals'],
  ['originals, but of what', files('originals', 'copies'), 'copies,originals'],
]

describe('what may well be classes is taken', () => {
  test.each(classes)('%s', async (_name, names, expected) => {
    expect((await listDataset({ path: await make(names) })).classes.join()).toBe(expected)
  })
})
