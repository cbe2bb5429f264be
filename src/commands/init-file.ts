import { stringify } from 'yaml'
import { getBackbone } from '../backbones/index.ts'
import { parametersOf } from '../backbones/measure.ts'
import { recipeLines, unnamedIn } from '../sweep/reference/recipe-lines.ts'
import { formatBytes } from '../text/format.ts'
import { counted } from '../text/numbers.ts'
import type { BackboneName, RecipeBackbone } from '../trial/backbone-names.ts'
import { metricNames } from '../trial/metrics/index.ts'
import { officialFile } from '../weights/official.ts'
import type { Choices } from './init-choices.ts'

/** What the text of a search-space file needs beside the choices. */
export interface FileFacts {
  readonly name: string
  /** Relative to the file's folder. */
  readonly dataPath: string
  /** Keys in place of `path`, with their values in YAML, where the folder does not hold the class folders itself. */
  readonly reading?: readonly (readonly [key: string, value: string])[]
  readonly images: number
  /** How many of them are given as test images. */
  readonly testImages?: number
  readonly classes: number
  readonly side: number
  readonly seed: number
  /** How deep images are read, with its comment. */
  readonly rangeLines?: readonly (readonly [text: string, comment: string])[]
  /** Where the editor finds the schema, relative to the file's folder or as an address. */
  readonly schema: string
  /** A weight file of the person's own, relative to the file's folder, and what it is for. */
  readonly weights?: { readonly file: string; readonly backbone: RecipeBackbone }
  /** Groups of images that show the same picture; undefined where nobody looked. */
  readonly duplicates?: number
}

/** A commented search-space file. */
export function searchSpaceText(facts: FileFacts, choices: Choices): string {
  const [fixed, searched] = [recipe(facts), space(facts, choices)]
  const others = recipeLines(unnamedIn(`${fixed}\n${searched}`))
  const rest = ['  # The other values, with their defaults:', ...others, ''].join('\n')
  return [head(facts, choices), fixed + rest, searched, ''].join('\n')
}

function head(
  {
    name,
    dataPath,
    reading = [],
    images,
    testImages = 0,
    classes,
    side,
    seed,
    rangeLines = [],
    duplicates,
    schema,
  }: FileFacts,
  choices: Choices,
): string {
  const { imageSize, holdout, k, grouped, givenFolds, imbalanced, metric } = choices
  const noHoldout = whyNoHoldout(testImages, choices)
  const aside = 'the share that no trial ever sees, to confirm the winner on'
  return `# yaml-language-server: $schema=${schema}
# A Nightsweep search space for ${images} images in ${classes} classes. Paths count from this file's folder.
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
    givenFolds ? `the table says the ${k} folds` : `every config is judged on the same ${k} folds`,
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

function recipe({ weights }: FileFacts): string {
  const fixed =
    weights === undefined
      ? '  weights: imagenet'
      : `  backbone: ${weights.backbone.padEnd(14)} # what the weights are for\n  weights: ${scalar(weights.file)}`
  return `# Fixed values: whatever is not searched below.
recipe:
  # Pre-trained weights. "imagenet" is the official Keras file, downloaded once (nightsweep weights pull, for a machine
  # without internet). Or a file you have: .h5, .weights.h5, .keras or .safetensors (Keras, torchvision or timm names).
  #   weights: ../weights/mobilenet_v2.h5
  # Several backbones need a file each:
  #   weights: { MobileNetV2: ../weights/mobilenet_v2.h5, ResNet50: ../weights/resnet50.safetensors }
  # "random" trains from scratch, which needs far more images and time.
${fixed}
  headEpochs: 10            # stage one: only the new classifier learns
  fineTuneEpochs: 10        # stage two: the last unfreezeDepth blocks learn too
  earlyStopping: { patience: 3 }
`
}

function space({ weights }: FileFacts, choices: Choices): string {
  const { batchSizes, unfreezeDepth, imbalanced, backbones, augmented, hiddenUnits } = choices
  return `# What varies: any recipe value by its name. The first trials are a logistic regression on each backbone's frozen
# features, which the others must beat, and the defaults, which are known to work: those of them that the ranges have, or
# what is nearest. A line can go, a range can be narrowed, a value can move to recipe: what depended on it follows.
space:
${commented([
  ...(weights === undefined
    ? [
        [
          `  backbone: { values: [${backbones.join(', ')}] }`,
          `official weights are fetched once: ${backbones.map(downloadOf).join(', ')}`,
        ] as const,
      ]
    : []),
  ['  learningRate: { min: 1e-4, max: 1e-2, scale: log }'],
  [`  batchSize: { values: [${batchSizes.join(', ')}] }`],
  ['  optimizer: { values: [adam, sgd, rmsprop] }'],
  ['  momentum: { min: 0.8, max: 0.99, when: { optimizer: [sgd, rmsprop] } }'],
  ['  dropout: { min: 0, max: 0.5 }'],
  ['  l2: { min: 1e-6, max: 1e-2, scale: log }', 'pulls all weights towards 0'],
  ['  labelSmoothing: { values: [0, 0.1] }', 'helps where some labels are wrong'],
  ...(hiddenUnits.length > 1
    ? [[`  hiddenUnits: { values: [${hiddenUnits.join(', ')}] }`, 'a hidden layer, or none'] as const]
    : []),
  ...(augmented
    ? [
        [
          '  augment: { values: [none, { flip: true, rotate: 10, zoom: 0.1, views: 4 }] }',
          'as images are few: 4 changed versions of each, made once; no flip where left and right matter',
        ] as const,
      ]
    : []),
  [
    `  unfreezeDepth: { min: 0, max: ${unfreezeDepth} }`,
    'blocks at the end of the backbone that learn too; 0 is fastest',
  ],
  [`  fineTuneFactor: { min: 0.01, max: 0.5, scale: log, when: { unfreezeDepth: ">0" } }`],
  ...(imbalanced ? [['  classWeights: { values: [none, balanced] }'] as const] : []),
])}`
}

/** "MobileNetV2 9.0 MB". */
export function downloadOf(backbone: BackboneName): string {
  const { defaultSize, build } = getBackbone(backbone)
  const bytes = officialFile(backbone)?.bytes ?? 4 * parametersOf(build(defaultSize))
  return `${backbone} ${formatBytes(bytes)}`
}

/** Text as YAML: quoted only where it must be; what looks like a variable of the shell is none. */
function scalar(text: string): string {
  const written = text.replaceAll('${', () => '$${').replace(/^~(?=\/|$)/, './~')
  return stringify(written, { lineWidth: 0 }).trimEnd()
}

/** Why no share of the images is held out. */
export function whyNoHoldout(testImages: number, { givenFolds }: Choices): string {
  if (testImages > 0) return 'the test images are that'
  return givenFolds ? 'the folds are given' : 'training would keep fewer than 20 images of a class'
}
