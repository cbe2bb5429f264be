import path from 'node:path'
import { UserError } from '../base/errors.ts'
import { firstFew } from '../base/file-errors.ts'
import type { Skipped } from './dataset.ts'
import { imageExtensions } from './extensions.ts'
import { literalGlob } from './glob.ts'
import { oneClassText } from './one-class.ts'
import { refuseLayout } from './refuse-layout.ts'
import { refuseNearNames } from './same-names.ts'
import type { DataSource } from './source.ts'
import type { Survey } from './survey.ts'
import { howToRename } from './why-skipped.ts'

/** An image with the name of its class; undefined outside the class folders. */
export interface Labelled {
  readonly file: string
  readonly name: string | undefined
  readonly isTest: boolean
}

/** Refuses a folder that has no class folders, or whose folders are no classes. */
export function checkSurvey(survey: Survey, source: DataSource): void {
  const { folder, folders, unreadable, images, isEmpty } = survey
  const [first] = unreadable
  if (first !== undefined)
    throw new UserError(`The name of the folder "${first}" is not UTF-8, so nothing in it can be opened`, {
      where: folder,
      details: firstFew(unreadable.slice(1).map(name => `nor that of "${name}"`)),
      next: `In ${folder}, ${howToRename}`,
    })
  if (folders.length === 0 && source.ignore && survey.leftOut > 0) throw allLeftOut(folder, survey.leftOut)
  if (folders.length === 0) throw noClasses(folder, isEmpty, images)
  refuseLayout(survey, source)
}

/** Refuses classes that cannot be told apart, are empty or too few, and test images of no class that is trained on. */
export function checkClasses(
  { path: root, hasBegun = false }: DataSource,
  classes: readonly string[],
  labelled: readonly Labelled[],
  skipped: readonly Skipped[],
): void {
  if (!hasBegun)
    refuseNearNames(
      root,
      classes,
      'Rename the folders, so that each class has one name and no two look the same.',
    )
  refuseEmpty(root, classes, labelled, skipped)
  if (classes.length < 2)
    throw new UserError(
      classes.length === 0
        ? 'There are no class folders where data.depth says that they are'
        : oneClassText(classes[0]),
      { where: root, next: 'Add a folder with the images of another class beside it, or change data.depth.' },
    )
  refuseUnknown(root, classes, labelled)
}

function allLeftOut(folder: string, count: number): UserError {
  return new UserError(
    `data.ignore leaves out ${count === 1 ? 'a file or folder' : `${count} files and folders`}, and no class folders remain`,
    {
      where: folder,
      next: 'Write narrower patterns: capitals do not count, and * is any text within a name.',
    },
  )
}

function noClasses(folder: string, isEmpty: boolean, loose: readonly string[]): UserError {
  const next =
    'Make a subfolder per class and move the images into it, or list them in a CSV manifest (path,label).'
  if (isEmpty) return new UserError('The data folder is empty', { where: folder, next })
  if (loose.length === 0)
    return new UserError('The data folder has no class folders and no images', { where: folder, next })
  return new UserError(
    `${loose.length === 1 ? '1 image lies' : `${loose.length} images lie`} directly in the data folder, without class folders`,
    { where: folder, details: firstFew(loose), next },
  )
}

function refuseEmpty(
  root: string,
  classes: readonly string[],
  labelled: readonly Labelled[],
  skipped: readonly Skipped[],
): void {
  const filled = new Set(labelled.filter(({ isTest }) => !isTest).map(({ name }) => name))
  const empty = classes.filter(name => !filled.has(name))
  if (empty.length === 0) return
  throw new UserError(
    empty.length === 1
      ? `The class folder "${empty[0]}" has no images`
      : `${empty.length} of ${classes.length} class folders have no images`,
    {
      where: empty.length === 1 ? path.join(root, empty[0] ?? '') : root,
      details: firstFew(empty.map(name => describeEmpty(name, skipped))),
      next: `Add images (${imageExtensions.join(', ')}). If it is no class, remove it or leave it out: data.ignore: [${empty
        .slice(0, 3)
        .map(name => JSON.stringify(literalGlob(name)))
        .join(', ')}].`,
    },
  )
}

function describeEmpty(name: string, skipped: readonly Skipped[]): string {
  const own = skipped.filter(({ file }) => file.startsWith(`${name}/`))
  const example = own[0]
  if (example === undefined) return `${name}: nothing that looks like an image`
  return `${name}: ${own.length} skipped, such as ${example.file} (${example.reason})`
}

function refuseUnknown(root: string, classes: readonly string[], labelled: readonly Labelled[]): void {
  const known = new Set<string | undefined>([...classes, undefined])
  const unknown = new Map(
    labelled.filter(({ name }) => !known.has(name)).map(({ name, file }) => [name ?? '', file]),
  )
  const [first] = unknown.keys()
  if (first === undefined) return
  throw new UserError(
    unknown.size === 1
      ? `The class "${first}" is among the test images, but not among those to train on`
      : `${unknown.size} classes are among the test images, but not among those to train on`,
    {
      where: root,
      details: firstFew([...unknown].map(([name, file]) => `${name}, as in ${file}`)),
      next: 'Add images of it under data.train, or leave it out with data.ignore.',
    },
  )
}
