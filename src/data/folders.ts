import { realpath } from 'node:fs/promises'
import path from 'node:path'
import { UserError } from '../base/errors.ts'
import { classOf } from './class-of.ts'
import type { Dataset, ImageFile } from './dataset.ts'
import { checkClasses, checkSurvey, type Labelled } from './folder-checks.ts'
import { folderNotes } from './folder-notes.ts'
import { type LeftOut, leftOutBy } from './left-out.ts'
import { byCodePoint } from './order.ts'
import type { DataSource } from './source.ts'
import { type Survey, surveyOf } from './survey.ts'

/** A folder with class folders: the data folder itself, or one of `train` and `test`. */
interface Base {
  /** Relative to the root, with `/` between folders; empty for the root. */
  readonly at: string
  readonly isTest: boolean
}

interface Surveyed extends Survey, Base {}

/** A folder whose direct subfolders are the classes, or what `source` says of it. */
export async function listFolders(source: DataSource): Promise<Dataset> {
  const { path: root } = source
  const bases = basesOf(source)
  if (!source.hasBegun) await refuseOneFolder(root, bases)
  const leftOut = leftOutBy(source.ignore)
  const surveys: Surveyed[] = []
  for (const base of bases) surveys.push({ ...(await surveyBase(root, base, bases, leftOut)), ...base })
  for (const survey of surveys) checkSurvey(survey, source)

  const labelled = surveys.flatMap(survey => labelledIn(survey, source))
  const classes = classesOf(surveys, labelled, source)
  const skipped = [
    ...labelled
      .filter(({ name }) => name === undefined)
      .map(({ file }) => ({ file, reason: 'lies outside the class folders' })),
    ...surveys.flatMap(({ at, skipped }) =>
      skipped.map(({ file, reason }) => ({ file: below(at, file), reason })),
    ),
    ...leftOut.skipped(),
  ]
  checkClasses(source, classes, labelled, skipped)
  const notes = [...surveys.flatMap(({ images }) => folderNotes(images, source)), ...leftOut.notes()]
  return {
    root,
    kind: 'folders',
    classes,
    images: imagesOf(classes, labelled),
    skipped,
    ...(notes.length > 0 && { notes }),
  }
}

function basesOf({ path: root, train, test = [] }: DataSource): Base[] {
  if (train === undefined) return [{ at: '', isTest: false }]
  const base = (isTest: boolean) => (folder: string) => ({
    at: path.relative(root, folder).replaceAll(path.sep, '/'),
    isTest,
  })
  const bases = [...train.map(base(false)), ...test.map(base(true))]
  const twice = bases.find(({ at }, i) => bases.findIndex(other => other.at === at) !== i)
  if (twice === undefined) return bases
  throw new UserError('This folder is named twice under data.train and data.test', {
    where: path.join(root, twice.at),
    next: 'Name each folder once: an image is either trained on or judges the winner.',
  })
}

/** Two names may lead to one folder. */
async function refuseOneFolder(root: string, bases: readonly Base[]): Promise<void> {
  const known = new Map<string, string>()
  for (const { at } of bases) {
    const folder = path.join(root, at)
    const real = await realpath(folder)
    const other = known.get(real)
    known.set(real, folder)
    if (other !== undefined)
      throw new UserError(`This is a link to the same folder as ${other}`, {
        where: folder,
        next: 'Name each folder once under data.train and data.test: an image is either trained on or judges the winner.',
      })
  }
}

/** A base that lies within another is none of its class folders. */
function surveyBase(root: string, { at }: Base, bases: readonly Base[], leftOut: LeftOut): Promise<Survey> {
  const folder = path.join(root, at)
  const inside = new Set(bases.map(other => path.join(root, other.at)).filter(other => other !== folder))
  return surveyOf(folder, {
    isLeftOut: (file, kind) => inside.has(path.join(folder, file)) || leftOut.isLeftOut(file, kind),
  })
}

function labelledIn({ at, isTest, images }: Surveyed, source: DataSource): Labelled[] {
  return images.map(file => ({ file: below(at, file), name: classOf(file, source), isTest }))
}

/** Class folders without images count, so that somebody is told. */
function classesOf(
  surveys: readonly Surveyed[],
  labelled: readonly Labelled[],
  source: DataSource,
): string[] {
  const isDirect = (source.depth ?? 1) === 1 && source.classes !== 'leaf'
  const names = isDirect
    ? surveys.filter(({ isTest }) => !isTest).flatMap(({ folders }) => folders)
    : labelled.filter(({ isTest }) => !isTest).flatMap(({ name }) => name ?? [])
  return [...new Set(names)].sort(byCodePoint)
}

/** By class, and in each as they were found. */
function imagesOf(classes: readonly string[], labelled: readonly Labelled[]): ImageFile[] {
  const labelOf = new Map(classes.map((name, label) => [name, label]))
  return labelled
    .flatMap(({ file, name = '', isTest }): ImageFile[] => {
      const label = labelOf.get(name)
      return label === undefined ? [] : [{ file, label, ...(isTest && { test: true as const }) }]
    })
    .sort((a, b) => a.label - b.label)
}

const below = (at: string, file: string) => (at === '' ? file : `${at}/${file}`)
