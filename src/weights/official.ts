import type { Published } from '../backbones/backbone.ts'
import { getBackbone } from '../backbones/index.ts'
import type { BackboneName } from '../trial/backbone-names.ts'

/** A file of ImageNet weights without the top, as Keras publishes it. */
export interface OfficialFile {
  readonly backbone: BackboneName
  /** Side of the images that it was trained with, and so the input size that it is for. */
  readonly size: number
  readonly name: string
  readonly url: string
  /** Undefined: not published. */
  readonly bytes?: number
  /** Undefined: not published. */
  readonly hash?: PublishedHash
}

interface PublishedHash {
  readonly algorithm: 'md5' | 'sha256'
  readonly hex: string
}

/** ImageNet-1k accuracy in percent. */
type Accuracy = Pick<Published, 'top1' | 'top5'>

const bucket = 'https://storage.googleapis.com/'

/**
 * The file for an input size. Only MobileNetV2 has one for each of several sizes; for any other size Keras takes the
 * one for 224, and so do we. Undefined: this backbone never had ImageNet weights.
 */
export function officialFile(backbone: BackboneName, size?: number): OfficialFile | undefined {
  const { official, defaultSize } = getBackbone(backbone)
  if (official === undefined) return undefined
  const { sizes = [], path, bytes, md5, sha256 } = official
  const side = size !== undefined && sizes.includes(size) ? size : defaultSize
  const place = path.replace('{size}', String(side))
  return {
    backbone,
    size: side,
    name: place.slice(place.lastIndexOf('/') + 1),
    url: `${bucket}${place}`,
    // What is known of the length is known of the default size.
    ...(bytes !== undefined && side === defaultSize && { bytes }),
    ...(md5 !== undefined && { hash: { algorithm: 'md5', hex: md5 } }),
    ...(sha256 !== undefined && { hash: { algorithm: 'sha256', hex: sha256 } }),
  }
}

/** All files of a backbone, the default size first. */
export function officialFiles(backbone: BackboneName): OfficialFile[] {
  const { official, defaultSize } = getBackbone(backbone)
  return (official?.sizes ?? [defaultSize]).flatMap(size => officialFile(backbone, size) ?? [])
}

/** Of the whole network with the official weights, at its default size. */
export function publishedAccuracy(backbone: BackboneName): Accuracy | undefined {
  const { official } = getBackbone(backbone)
  if (official === undefined) return undefined
  const { top1, top5 } = official
  return { top1, ...(top5 !== undefined && { top5 }) }
}
