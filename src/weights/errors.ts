import type { Backbone } from '../backbones/backbone.ts'
import { UserError } from '../base/errors.ts'

export function noDownload({ name }: Pick<Backbone, 'name'>): UserError {
  return new UserError(`${name}: weights "imagenet" cannot be fetched by this version`, {
    where: 'recipe.weights',
    next: `Download the official file by hand and give its path: --set recipe.weights=<file.h5 or file.safetensors>`,
  })
}

export function notBundled({ name }: Pick<Backbone, 'name'>): UserError {
  return new UserError(`only Pocket comes with weights in the box, not ${name}`, {
    where: 'recipe.weights',
    next: 'Give a weight file, or "random".',
  })
}
