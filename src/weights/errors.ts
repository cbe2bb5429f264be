import type { Backbone } from '../backbones/backbone.ts'
import { getBackbone } from '../backbones/index.ts'
import { messageOf, UserError } from '../base/errors.ts'
import { formatBytes } from '../text/format.ts'
import { type BackboneName, backboneNames } from '../trial/backbone-names.ts'
import type { OfficialFile } from './official.ts'
import type { WeightProblem } from './stored.ts'

export function neverPublished(backbone: BackboneName): UserError {
  return new UserError(`there are no ImageNet weights for ${backbone}`, {
    where: 'recipe.weights',
    next: isBundled(backbone) ? 'Its own weights are in the box: weights: bundled' : 'Give a weight file.',
  })
}

export function notBundled({ name }: Pick<Backbone, 'name'>): UserError {
  const bundled = backboneNames.filter(isBundled).join(' or ')
  return new UserError(`only ${bundled} comes with weights in the box, not ${name}`, {
    where: 'recipe.weights',
    next: 'Give a weight file, or "random".',
  })
}

const isBundled = (name: BackboneName) => getBackbone(name).bundled !== undefined

/** Offline, or the server does not have it: what is needed, from where, and where to put it. */
export function undownloadable(file: OfficialFile, address: string, place: string, cause: Error): UserError {
  return new UserError(`the official weights cannot be downloaded: ${messageOf(cause)}`, {
    where: file.backbone,
    details: described(file, address, place),
    next: 'Fetch it on a machine with internet and put it there under that name, or: nightsweep weights import <file>',
    cause,
  })
}

export function notOfficial(file: OfficialFile, address: string, place: string, problem: string): UserError {
  return new UserError(`what was downloaded is not the official weight file: ${problem}`, {
    where: file.backbone,
    details: described(file, address, place),
    next: `It was thrown away. Try again, perhaps from another network; ${file.hash ? 'it must have that hash' : `if Keras has replaced the file, delete ${place}.json`}.`,
  })
}

export function damagedInCache({ backbone }: OfficialFile, place: string, problem: string): UserError {
  return new UserError(`this is not the official weight file of ${backbone}: ${problem}`, {
    where: place,
    next: `Delete it, then: nightsweep weights pull ${backbone}. To use these weights anyway, give the file by its path elsewhere.`,
  })
}

function described({ name, bytes }: OfficialFile, address: string, place: string): string[] {
  const size = bytes === undefined ? '' : ` (${formatBytes(bytes)})`
  return [`file: ${name}${size}`, `address: ${address}`, `put it: ${place}`]
}

/** The problem with its file. */
export function blame(where: string, error: WeightProblem): UserError {
  const { message, details, next } = error
  return new UserError(message, { where, details, cause: error, ...(next !== undefined && { next }) })
}
