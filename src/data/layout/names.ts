/** What folders are called that are no classes, however it is written: `Train`, `training_set`, `seg_test`, `test1`. */
export type Role = 'train' | 'validation' | 'test'

const roles: Readonly<Record<string, Role>> = {
  train: 'train',
  training: 'train',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  dev: 'validation',
  test: 'test',
  testing: 'test',
  eval: 'test',
  evaluation: 'test',
  holdout: 'test',
}
const affixes =
  /^(seg|images?|imgs?|data|dataset)(?=.)|(?<=.)(images?|imgs?|data|dataset|set|dir|split|\d+)$/g

/** What a split is for, by its name. */
export function roleOf(name: string): Role | undefined {
  const plain = plainOf(name)
  return roles[plain] ?? roles[plain.replaceAll(affixes, '')]
}

export const isFold = (name: string) => /^(cv)?(fold|split|cv)\d+$/.test(plainOf(name))

/** A folder for the photos themselves, beside others for what belongs to them. */
export const holdsPhotos = (name: string) =>
  /^((jpe?g|png|rgb|raw|color|colour|input)?(images?|imgs?|photos?|pics|pictures)|originals?|raw|rgb|jpe?gs?|pngs?|inputs?|data)$/.test(
    plainOf(name),
  )

/** A folder for what belongs to photos and is none: masks, annotations, small copies. */
export const holdsParts = (name: string) =>
  /^(.*masks|(image|img)?labels|annotations?|annots?|ground ?truths?|gts?|segmentations?(class|object|maps?|masks?)?|thumbs|thumbnails?|previews?|augmented|augmentations?|depthmaps?|heatmaps?|bboxes|boundingboxes|xmls?|imagesets|cache)$/.test(
    plainOf(name),
  ) || /^masks?$|^labels?$/.test(plainOf(name))

/** A year, a month or a day: where and when, but not what. */
export const isDate = (name: string) => /^(19|20)\d\d([-_.]?\d\d){0,2}$/.test(name)

const plainOf = (name: string) => name.toLowerCase().replaceAll(/[\s_.-]+/g, '')
