import { listed } from '../base/listed.ts'
import { classFolderOf, classOf } from './class-of.ts'
import { holdsParts } from './layout/names.ts'
import type { DataSource } from './source.ts'

type How = Pick<DataSource, 'depth' | 'classes'>

/** What merges in silence otherwise: folders inside class folders, and class folders of one name. */
export function folderNotes(files: readonly string[], how: How): string[] {
  return how.classes === 'leaf'
    ? leafNotes(files, how)
    : how.classes === undefined
      ? innerNotes(files, how)
      : []
}

/** Folders inside class folders: what belongs to photos and is none apart from the rest. */
function innerNotes(files: readonly string[], how: How): string[] {
  const inner = files.flatMap(file => {
    const folder = classFolderOf(file, how)
    const below = file.slice(folder.length + 1)
    return below.includes('/') ? [{ folder, name: below.slice(0, below.indexOf('/')) }] : []
  })
  const [parts, others] = [inner.filter(isPart), inner.filter(entry => !isPart(entry))]
  return [
    ...(parts.length === 0 ? [] : [partsNote(parts)]),
    ...(others.length === 0
      ? []
      : [
          `${imagesIn(others)}, and count as ${classesOf(others, how)}. data.classes: leaf makes each such folder a class of its own, data.classes: top says that all is well.`,
        ]),
  ]
}

interface Inner {
  readonly folder: string
  readonly name: string
}

const isPart = ({ name }: Inner) => holdsParts(name)

function partsNote(parts: readonly Inner[]): string {
  const names = [...new Set(parts.map(({ name }) => name))]
  const patterns = names.map(name => `"**/${name}/**"`).join(', ')
  return `${imagesIn(parts)}. By their names they belong to photos and are none, yet they count as images of their classes: data.ignore: [${patterns}] leaves them out, data.classes: top says that all is well.`
}

/** "16 images lie in folders inside class folders (ants/masks/, bees/masks/)" */
function imagesIn(inner: readonly Inner[]): string {
  const folders = [...new Set(inner.map(({ folder, name }) => `${folder}/${name}/`))]
  const images = inner.length === 1 ? '1 image lies' : `${inner.length} images lie`
  return `${images} in ${folders.length === 1 ? 'a folder inside a class folder' : `${folders.length} folders inside class folders`} (${some(folders)})`
}

const classesOf = (inner: readonly Inner[], how: How) =>
  some([...new Set(inner.map(({ folder }) => classOf(`${folder}/`, how) ?? folder))])

/** Class folders of one name in several places. */
function leafNotes(files: readonly string[], how: How): string[] {
  const places = new Map<string, Set<string>>()
  for (const file of files) {
    const name = classOf(file, how)
    if (name === undefined) continue
    const known = places.get(name) ?? new Set()
    places.set(name, known.add(classFolderOf(file, how)))
  }
  return [...places]
    .filter(([, folders]) => folders.size > 1)
    .map(
      ([name, folders]) =>
        `${folders.size} folders are called ${name} and are one class: ${some([...folders])}`,
    )
}

const some = (names: readonly string[]) =>
  names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : listed(names, 'and')
