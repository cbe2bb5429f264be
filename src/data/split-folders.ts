import path from 'node:path'
import { UserError } from '../base/errors.ts'
import { entriesOf } from './walk.ts'

const splitNames = /^(train(ing)?|val(id|idation)?|dev|test(ing)?|eval)$/i

/** Refuses folders that are no classes: ready-made splits (`train/`, `val/`), and a lone folder. */
export async function refuseSplits(root: string, folders: readonly string[]): Promise<void> {
  const splits = folders.filter(name => splitNames.test(name))
  const first = splits.find(name => /^train/i.test(name)) ?? splits[0]
  if (first !== undefined && splits.length > 1) {
    const [own, ...others] = await Promise.all(splits.map(name => foldersIn(path.join(root, name))))
    const shared = own?.filter(name => others.some(other => other.includes(name))) ?? []
    if (shared.length > 0) throw splitError(root, first, splits, shared)
  }
  if (folders.length === 1) throw await loneFolder(root, folders[0] ?? '')
}

function splitError(
  root: string,
  train: string,
  splits: readonly string[],
  classes: readonly string[],
): UserError {
  return new UserError(
    `${splits.map(name => `${name}/`).join(' and ')} are splits of the data, not classes: each holds ${classes.slice(0, 3).join(', ')}${classes.length > 3 ? ', …' : ''}`,
    {
      where: root,
      next: `Nightsweep makes its own folds: set data.path to ${path.join(root, train)}, or put the images of all splits together under one folder per class. To keep a given split, list it in folds.file.`,
    },
  )
}

async function loneFolder(root: string, name: string): Promise<UserError> {
  const inner = await foldersIn(path.join(root, name))
  return new UserError(`There is only one class ("${name}"), but telling classes apart needs at least two`, {
    where: root,
    next:
      inner.length > 1
        ? `It holds the folders ${inner.slice(0, 4).join(', ')}: if those are the classes, set data.path to ${path.join(root, name)}.`
        : 'Add a folder with the images of another class beside it.',
  })
}

async function foldersIn(folder: string): Promise<string[]> {
  return (await entriesOf(folder)).filter(({ kind }) => kind === 'folder').map(({ name }) => name)
}
