import { literalGlob } from '../glob.ts'
import { asFolders, type Layout } from './layout.ts'
import { holdsParts, holdsPhotos } from './names.ts'
import { type Branch, descend, namesIn } from './tree.ts'

/** Photos beside what belongs to them: `images/` and `masks/`, or `masks/` beside the classes. */
export function partLayout(tree: Branch): Layout | undefined {
  const names = namesIn(tree)
  const parts = names.filter(holdsParts)
  const photos = names.filter(name => holdsPhotos(name) && !holdsParts(name))
  const classes = names.filter(name => !holdsParts(name) && !holdsPhotos(name))
  if (parts.length === 0 || names.length < 2) return undefined
  const says = `${asFolders(parts)} ${parts.length === 1 ? 'is' : 'are'} called like what belongs to photos, not like a class`
  const [first] = photos
  if (first !== undefined && classes.length === 0) return besidePhotos(tree, first, says)
  if (photos.length + classes.length < 2) return undefined
  return {
    says,
    reading: { ignore: parts.map(name => `${literalGlob(name)}/**`) },
    advice: `Then ${asFolders([...photos, ...classes].slice(0, 4))} ${photos.length + classes.length > 4 ? 'and so on ' : ''}are the classes.`,
  }
}

function besidePhotos({ folders }: Branch, name: string, says: string): Layout {
  const photos = folders.get(name)
  const inner = photos && descend(photos)
  if (inner === undefined || inner.branch.folders.size < 2)
    return {
      says: `${says}, and ${name}/ has no classes inside`,
      advice: `Make a subfolder per class in ${name}/, or list the images in a CSV manifest (path,label).`,
    }
  const path = [name, ...inner.path].join('/')
  return { says, reading: { path }, advice: `Then the folders in ${path}/ are the classes.` }
}
