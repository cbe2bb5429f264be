import { UserError } from '../../base/errors.ts'
import { firstFew } from '../../base/file-errors.ts'
import { oneClassText } from '../one-class.ts'
import type { FiledEntry } from './repeats.ts'

/** Refuses a table whose rows give fewer than two classes, or a class without images that can be read. */
export function refuseClasses(file: string, classes: readonly string[], usable: readonly FiledEntry[]): void {
  if (classes.length < 2)
    throw new UserError(classes.length === 0 ? 'No row has a label and an image' : oneClassText(classes[0]), {
      where: file,
      next: 'Add rows of another label.',
    })
  const filled = new Set(usable.map(({ row }) => row.label))
  const empty = classes.filter(name => !filled.has(name))
  if (empty.length > 0)
    throw new UserError(`The class "${empty[0]}" has no images in a format that is read`, {
      where: file,
      details: firstFew(empty.slice(1).map(name => `nor has "${name}"`)),
      next: 'Convert them to PNG or JPEG and correct their paths.',
    })
}
