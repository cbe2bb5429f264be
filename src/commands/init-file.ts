import { stringify } from 'yaml'
import { recipeLines, unnamedIn } from '../sweep/reference/recipe-lines.ts'
import { counted } from '../text/numbers.ts'
import { metricNames } from '../trial/metrics/index.ts'
import type { Choices } from './init-choices.ts'

/** What the text of a search-space file needs beside the choices. */
export interface FileFacts {
  readonly name: string
  /** Relative to the file's folder. */
  readonly dataPath: string
  /** Keys in place of `path`, with their values in YAML, where the folder does not hold the class folders itself. */
  readonly reading?: readonly (readonly [key: string, value: string])[]
  readonly images: number
  /** Whether some are given as test images. */
  readonly hasTest?: boolean
  readonly classes: number
  readonly side: number
  readonly seed: number
  /** How deep images are read, with its comment. */
  readonly rangeLines?: readonly (readonly [text: string, comment: string])[]
  /** Groups of images that show the same picture; undefined where nobody looked. */
  readonly duplicates?: number
}

/** A commented search-space file. */
export function searchSpaceText(facts: FileFacts, choices: Choices): string {
  const [fixed, searched] = [recipe(), space(choices)]
  const others = recipeLines(unnamedIn(`${fixed}\n${searched}`))
  const rest = ['  # The other values, with their defaults:', ...others, ''].join('\n')
  return [head(facts, choices), fixed + rest, searched, ''].join('\n')
}

function head(
  { name, dataPath, reading = [], images, hasTest = false, classes, side, seed, rangeLines = [], duplicates }: FileFacts,
  choices: Choices,
): string {
  const { imageSize, holdout, k, grouped, imbalanced, metric } = choices
  const noHoldout = hasTest
    ? 'the test images are that'
    : 'training would keep fewer than 20 images of a class'
  const aside = 'the share that no trial ever sees, to confirm the winner on'
  return `# A Nightsweep search space for ${images} images in ${classes} classes. Paths count from this file's folder.
name: ${scalar(name)}

data:
${commented([
  ...(reading.length === 0
    ? ([[`  path: ${scalar(dataPath)}`]] as const)
    : reading.map(([key, value]) => [`  ${key}: ${value}`] as const)),
  [
    `  imageSize: ${imageSize}`,
    `every image becomes such a square; the shorter sides of yours: about ${side}`,
  ],
  ...rangeLines,
  [`  holdout: ${holdout}`, holdout > 0 ? aside : `${aside}; 0, as ${noHoldout}`],
  [
    '  duplicates: group',
    `copies of a picture stay in one fold${duplicates === undefined ? '' : `; ${duplicates === 0 ? 'none' : counted(duplicates, 'group')} found`}; or warn, drop, none`,
  ],
])}

${commented([
  [
    `folds: { k: ${k}, stratified: true${grouped ? ', grouped: true' : ''}, seed: ${seed} }`,
    `every config is judged on the same ${k} folds`,
  ],
  [
    `objective: { metric: ${metric} }`,
    `${imbalanced ? 'as the classes are uneven; ' : ''}or ${metricNames.filter(name => name !== metric).join(', ')}`,
  ],
  ['sampler: { type: auto }', 'learns from the trials before; or random, sobol, tpe, gp, cmaEs, grid'],
  ['pruner: { type: race }', 'folds go to configs that may still be the best; or none, median, asha, …'],
  ['budget: { trials: 40, hours: 8 }', 'what comes first; or until: "07:30", or target: 0.95'],
])}
`
}

/** Lines with their comments in one column. */
function commented(lines: readonly (readonly [text: string, comment?: string])[]): string {
  const width = Math.max(...lines.map(([text, comment]) => (comment === undefined ? 0 : text.length)))
  return lines
    .map(([text, comment]) => (comment === undefined ? text : `${text.padEnd(width)}  # ${comment}`))
    .join('\n')
}

function recipe(): string {
  return `# Fixed values: whatever is not searched below.
recipe:
  # Pre-trained weights. "imagenet" is the official Keras file, downloaded once (nightsweep weights pull, for a machine
  # without internet). Or a file you have: .h5, .weights.h5, .keras or .safetensors (Keras, torchvision or timm names).
  #   weights: ../weights/mobilenet_v2.h5
  # Several backbones need a file each:
  #   weights: { MobileNetV2: ../weights/mobilenet_v2.h5, ResNet50: ../weights/resnet50.safetensors }
  # "random" trains from scratch, which needs far more images and time.
  weights: imagenet
  headEpochs: 10            # stage one: only the new classifier learns
  fineTuneEpochs: 10        # stage two: the last unfreezeDepth blocks learn too
  earlyStopping: { patience: 3 }
  augment: none             # light or strong: more robust on few images, but every epoch takes much longer
`
}

function space({ batchSizes, unfreezeDepth, imbalanced }: Choices): string {
  const depths = Array.from({ length: unfreezeDepth }, (_, i) => i + 1).join(', ')
  return `# What varies: any recipe value by its name.
space:
${commented([
  [
    '  backbone: { values: [MobileNetV2] }',
    'add MobileNetV2-0.5, ResNet50, VGG16, … once you have their weights',
  ],
  ['  learningRate: { min: 1e-4, max: 1e-2, scale: log }'],
  [`  batchSize: { values: [${batchSizes.join(', ')}] }`],
  ['  optimizer: { values: [adam, sgd, rmsprop] }'],
  ['  momentum: { min: 0.8, max: 0.99, when: { optimizer: [sgd, rmsprop] } }'],
  ['  dropout: { min: 0, max: 0.5 }'],
  [
    `  unfreezeDepth: { min: 0, max: ${unfreezeDepth} }`,
    'blocks at the end of the backbone that learn too; 0 is fastest',
  ],
  [`  fineTuneFactor: { min: 0.01, max: 0.5, scale: log, when: { unfreezeDepth: [${depths}] } }`],
  ...(imbalanced ? [['  classWeights: { values: [none, balanced] }'] as const] : []),
])}`
}

/** Text as YAML: quoted only where it must be. */
function scalar(text: string): string {
  return stringify(text, { lineWidth: 0 }).trimEnd()
}
