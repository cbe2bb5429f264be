import { listed } from '../../base/listed.ts'
import { counted } from '../../text/numbers.ts'
import { oneLine } from '../../text/width.ts'
import type { ImageFile } from '../dataset.ts'
import type { Reading } from './reading.ts'
import { rangeText, short } from './words.ts'

/** What a person should know of how the images of a data set were read. */
export interface PictureNote {
  readonly level: 'info' | 'warning'
  readonly text: string
}

/** Nothing is told of images that any program shows the same way. */
export function readingNotes({ range, kinds }: Reading): PictureNote[] {
  if (range !== undefined && kinds.length === 0)
    return [
      {
        level: 'warning',
        text: `data.range ${rangeText(range)} changes nothing: no image has 16 bits or more`,
      },
    ]
  return kinds.flatMap(({ kind, images, rule }): PictureNote[] => {
    if (rule.by !== 'said' && rule.by !== 'seen') return []
    const [black, white] = rule.range.map(short)
    const why =
      rule.by === 'said' ? 'as data.range says' : 'which their values suggest; data.range can say otherwise'
    const text = `${counted(images, `${kind} image`)}: ${black} is read as black and ${white} as white, ${why}`
    return [{ level: 'info', text }]
  })
}

/** More of the images than that are no accident. */
const manyOneColour = 0.05
const shownFiles = 3

/** Images of a single colour teach nothing; where they are many, something is wrong with how they are read or were saved. */
export function oneColourNotes(
  images: readonly ImageFile[],
  oneColour: readonly number[],
  classes: readonly string[],
  isDeep = false,
): PictureNote[] {
  if (oneColour.length === 0) return []
  const flat = new Set(oneColour)
  const names = oneColour.slice(0, shownFiles).map(place => oneLine(images[place]?.file ?? ''))
  const more = oneColour.length > shownFiles ? [`${oneColour.length - shownFiles} more`] : []
  const count = oneColour.length === 1 ? '1 image is' : `${oneColour.length} images are`
  const text = `${count} of one colour: ${listed([...names, ...more], 'and')}`
  const whole = classes.filter((_, label) => {
    const own = [...images.keys()].filter(place => images[place]?.label === label)
    return own.length > 1 && own.every(place => flat.has(place))
  })
  const isMany = oneColour.length > 1 && oneColour.length > manyOneColour * images.length
  if (!isMany && whole.length === 0) return [{ level: 'warning', text }]
  const where = whole.length === 0 ? '' : `, all of ${listed(whole.map(oneLine), 'and')}`
  const range = isDeep
    ? ', or their values use little of the range that they are read by, which data.range can say'
    : ''
  return [{ level: 'warning', text: `${text}${where}; they are probably empty${range}` }]
}

/** All of it. */
export const pictureNotes = (
  reading: Reading,
  images: readonly ImageFile[],
  oneColour: readonly number[],
  classes: readonly string[],
): PictureNote[] => [
  ...readingNotes(reading),
  ...oneColourNotes(images, oneColour, classes, reading.kinds.length > 0),
]
