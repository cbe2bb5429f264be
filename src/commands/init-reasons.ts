import { counted } from '../text/numbers.ts'
import { affordableSize, type Choices } from './init-choices.ts'
import { downloadOf, type FileFacts, whyNoHoldout } from './init-file.ts'

/** What was chosen, each with why: two columns. */
export function reasonsFor(facts: FileFacts, choices: Choices): string[][] {
  const { imageSize, k, grouped, givenFolds, metric, imbalanced, backbones, augmented, batchSizes } = choices
  const { images, side, weights } = facts
  const affordable = affordableSize(images)
  return [
    [
      `${imageSize} × ${imageSize} pixels`,
      side > imageSize
        ? side > affordable && affordable < 224
          ? `what ${images} images of ${side} pixels let you afford`
          : `what the networks were trained with; yours have ${side}`
        : `not below your photos' ${side}, and a size that there are weights for`,
    ],
    [
      `${k} ${grouped ? 'grouped ' : ''}folds`,
      givenFolds
        ? 'as the table says'
        : k < 5
          ? 'as many as the smallest class or the groups allow'
          : 'every config is judged five times',
    ],
    heldOut(facts, choices),
    [metric, imbalanced ? 'as the classes are uneven' : 'as the classes are even'],
    weights === undefined
      ? [
          counted(backbones.length, 'backbone'),
          `small to large; fetched once: ${backbones.map(downloadOf).join(', ')}`,
        ]
      : [weights.backbone, `what ${weights.file} is for`],
    [`batches of ${batchSizes.join(', ')}`, 'at least eight steps an epoch'],
    augmented
      ? [
          'augmentation tried',
          `as ${images} images are few; made once, so that it costs five passes in place of one`,
        ]
      : ['no augmentation', `${images} images are many, and each changed version costs another pass`],
  ]
}

function heldOut({ testImages = 0 }: FileFacts, choices: Choices): string[] {
  const { holdout } = choices
  const confirm = 'to confirm the winner on images that no trial saw'
  if (testImages > 0) return [`${counted(testImages, 'test image')} held out`, confirm]
  return holdout > 0
    ? [`${holdout * 100} % held out`, confirm]
    : ['nothing held out', whyNoHoldout(testImages, choices)]
}
