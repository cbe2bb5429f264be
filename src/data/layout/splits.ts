import { asFolders, type Layout, type Reading, someOf } from './layout.ts'
import { holdsParts, holdsPhotos, isFold, type Role, roleOf } from './names.ts'
import { type Branch, descend, namesIn, sharedNames } from './tree.ts'

interface Split {
  readonly name: string
  readonly role: Role
  /** Where its class folders are: `train`, or `train/train` where another folder lies between. */
  readonly path: string
  readonly branch: Branch
}

const ownFolds = 'Nightsweep makes its own folds'

/** Ready-made splits: `train/`, `val/`, `test/`. */
export function splitLayout({ folders }: Branch): Layout | undefined {
  const splits = [...folders].flatMap(([name, folder]): Split[] => {
    const role = roleOf(name)
    const { branch, path } = descend(folder)
    return role === undefined ? [] : [{ name, role, path: [name, ...path].join('/'), branch }]
  })
  const others = [...folders.keys()].filter(name => roleOf(name) === undefined)
  if (new Set(splits.map(({ role }) => role)).size < 2) return undefined
  const filled = splits.filter(({ branch }) => branch.folders.size > 0)
  const flat = splits.filter(({ branch }) => branch.folders.size === 0)
  const shared = sharedBySome(filled)
  if (filled.length > 1 && shared.length > 0) return sharing(filled, flat, others, shared)
  const [only] = filled
  if (only !== undefined && filled.length === 1 && only.branch.folders.size > 1 && only.role !== 'test')
    return {
      says: `${asFolders(namesOf(splits))} are splits of the data, not classes, and ${asFolders(namesOf(flat))} ${flat.length === 1 ? 'has' : 'have'} no classes inside: without labels ${flat.length === 1 ? 'it' : 'they'} cannot judge`,
      reading: { path: only.path },
      advice: `${ownFolds} from ${only.path}.`,
    }
  if (others.length > 0) return undefined
  return {
    says: `${asFolders(namesOf(splits))} are splits of the data, not classes${filled.length === 0 ? ', and no classes are inside' : ', and they share no class'}`,
    advice: 'Make a subfolder per class in each, or list the images in a CSV manifest (path,label).',
  }
}

const namesOf = (splits: readonly Split[]) => splits.map(({ name }) => name)

/** What at least two of them have. */
function sharedBySome(splits: readonly Split[]): string[] {
  const names = splits.flatMap(({ branch }) => namesIn(branch))
  return [...new Set(names.filter((name, i) => names.indexOf(name) !== i))]
}

function sharing(
  filled: readonly Split[],
  flat: readonly Split[],
  others: readonly string[],
  shared: readonly string[],
): Layout {
  const says = `${asFolders(namesOf(filled))} are splits of the data, not classes: each holds ${someOf(shared)}`
  if (shared.every(name => holdsPhotos(name) || holdsParts(name)))
    return {
      says,
      advice:
        'List the images with their labels in a CSV manifest (path,label), or make a subfolder per class in each split.',
    }
  const reading = readingOf(filled)
  const aside = [...namesOf(flat), ...others]
  const left = aside.length === 0 ? '' : ` ${asFolders(aside)} ${aside.length === 1 ? 'is' : 'are'} left out.`
  return { says, reading, advice: `${meaningOf(reading)}${reading.depth === undefined ? left : ''}` }
}

/** The test images judge the winner; without any, those of the validation do. */
function readingOf(splits: readonly Split[]): Reading {
  const of = (role: Role) => splits.filter(split => split.role === role)
  const hasTest = of('test').length > 0
  const train = hasTest || of('train').length === 0 ? [...of('train'), ...of('validation')] : of('train')
  const test = hasTest ? of('test') : of('train').length === 0 ? [] : of('validation')
  const known = new Set(train.flatMap(({ branch }) => namesIn(branch)))
  const isCovered = test.every(({ branch }) => namesIn(branch).every(name => known.has(name)))
  if (known.size < 2 || !isCovered) return { depth: 2 }
  const paths = (of: readonly Split[]) => of.map(({ path }) => path)
  return { train: paths(train), ...(test.length > 0 && { test: paths(test) }) }
}

function meaningOf({ train = [], test = [] }: Reading): string {
  if (train.length === 0) return `${ownFolds} of all images, whatever split they are in.`
  if (test.length === 0) return `${ownFolds} of these images.`
  const otherwise = test.some(place => roleOf(place.split('/', 1)[0] ?? '') === 'test')
    ? ''
    : ` To train on them as well, list ${test.join(' and ')} under train.`
  return `${ownFolds} from ${train.join(' and ')}; the images of ${test.join(' and ')} are the holdout, which judges the winner.${otherwise}`
}

/** Ready-made folds: `fold1/`, `fold2/`, … */
export function foldLayout(tree: Branch): Layout | undefined {
  const names = namesIn(tree)
  if (names.length < 2 || !names.every(isFold)) return undefined
  const shared = sharedNames([...tree.folders.values()])
  const says = `${asFolders(names)} are folds of the data, not classes`
  if (shared.length === 0)
    return {
      says: `${says}, and they share no class inside`,
      advice: 'List the images in a CSV manifest (path,label) and their folds in folds.file.',
    }
  return {
    says: `${says}: each holds ${someOf(shared)}`,
    reading: { depth: 2 },
    advice: `${ownFolds} of all images; to keep these, list them in folds.file.`,
  }
}
