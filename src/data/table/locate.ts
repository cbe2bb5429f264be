import path from 'node:path'
import { UserError } from '../../base/errors.ts'
import { firstFew } from '../../base/file-errors.ts'
import { createDisk, type Disk, type FoundFile, type Missing } from './disk.ts'
import { isAbsolute, readingsOf, troubleOf } from './paths.ts'
import { searchBelow } from './search.ts'

/** A row whose file is wanted. */
export interface WantedFile {
  readonly line: number
  /** As written. */
  readonly path: string
}

export interface Located<Row extends WantedFile> {
  readonly found: readonly { readonly row: Row; readonly file: string }[]
  /** Few, or there is an error instead. */
  readonly missing: readonly { readonly row: Row; readonly reason: string }[]
  readonly notes: readonly string[]
}

interface Place {
  /** Names the table in messages. */
  readonly table: string
  /** The folder that paths count from. */
  readonly root: string
  readonly allowOutside: boolean
}

/** Up to this share of the files may be missing: more is a wrong folder rather than lost photos. */
const missingShare = 0.05

/** Finds the file of each row on the disk, in whichever way its path is written. Opens no file. */
export async function locate<Row extends WantedFile>(
  rows: readonly Row[],
  place: Place,
): Promise<Located<Row>> {
  refuseTrouble(rows, place)
  const disk = createDisk(place.root)
  const looked: { row: Row; result: FoundFile | Missing }[] = []
  for (const row of rows)
    looked.push({ row, result: disk.known(row.path) ?? (await lookUp(disk, row.path, place.root)) })
  const lost = looked.filter(({ result }) => typeof result === 'string')
  const search =
    lost.length > looked.length / 2
      ? await searchBelow(
          disk,
          lost.map(({ row }) => readingsOf(row.path).at(-1) ?? ''),
        )
      : undefined
  const found: { row: Row; file: string }[] = []
  const missing: { row: Row; reason: string }[] = []
  const ways = { capitals: 0, extension: 0, search: 0 }
  for (const { row, result } of looked) {
    const elsewhere =
      typeof result === 'string' ? search?.found.get(readingsOf(row.path).at(-1) ?? '') : undefined
    const file = elsewhere ?? result
    if (typeof file === 'string') {
      missing.push({ row, reason: `line ${row.line}: ${row.path || 'the path'} ${meanings[file]}` })
      continue
    }
    found.push({ row, file: file.file })
    if (file.by !== undefined) ways[file.by]++
    if (elsewhere !== undefined) ways.search++
  }
  if (missing.length > missingShare * rows.length) throw notFound(rows.length, missing, place)
  return { found, missing, notes: notesOf(ways, search) }
}

const meanings: Readonly<Record<Missing, string>> = {
  missing: 'does not exist',
  notAFile: 'is not a file',
  several: 'can be several files',
}

async function lookUp(disk: Disk, written: string, root: string): Promise<FoundFile | Missing> {
  let last: FoundFile | Missing = 'missing'
  for (const reading of readingsOf(written)) {
    last = await disk.find(isAbsolute(reading) ? path.relative(root, reading) : reading)
    if (typeof last !== 'string') return last
  }
  return last
}

/** Addresses cannot be read, and what lies outside only where that is allowed. */
function refuseTrouble(rows: readonly WantedFile[], { table, root, allowOutside }: Place): void {
  const troubles = rows.map(row => ({ row, trouble: troubleOf(row.path) }))
  const addresses = troubles.filter(({ trouble }) => trouble === 'url')
  const outside = allowOutside
    ? []
    : troubles.filter(({ trouble }) => trouble === 'absolute' || trouble === 'outside')
  const wrong = addresses.length > 0 ? addresses : outside
  const [first] = wrong
  if (first === undefined) return
  const isAddress = addresses.length > 0
  const absolute = wrong.filter(({ trouble }) => trouble === 'absolute').length
  const what = isAddress
    ? 'are addresses on the internet'
    : `${absolute === wrong.length ? 'are absolute' : absolute > 0 ? 'are absolute or lead out of the folder' : 'lead out of the folder'}, but paths count from ${root}`
  throw new UserError(`${wrong.length} of ${rows.length} paths ${what}`, {
    where: `${table}:${first.row.line}`,
    details: firstFew(wrong.map(({ row }) => `line ${row.line}: ${row.path}`)),
    next: isAddress
      ? 'Download the images and list the files.'
      : 'Write data.allowOutside: true to use them as they are, or write paths that count from that folder.',
  })
}

function notFound(rows: number, missing: readonly { reason: string }[], { table, root }: Place): UserError {
  return new UserError(`${missing.length} of ${rows} listed files cannot be found`, {
    where: table,
    details: firstFew(missing.map(({ reason }) => reason)),
    next: `They were looked for in ${root} and the folders inside: set data.path to the folder that the paths count from.`,
  })
}

function notesOf(
  { capitals, extension, search: elsewhere }: { capitals: number; extension: number; search: number },
  search: { folders: readonly string[]; dropped: number } | undefined,
): string[] {
  const notes: string[] = []
  if (search !== undefined && elsewhere > 0) {
    const { folders, dropped } = search
    const few = folders.slice(0, 3).map(folder => `${folder}/`)
    const into =
      folders.length === 0
        ? []
        : [`in ${few.join(', ')}${folders.length > 3 ? ` and ${folders.length - 3} more folders` : ''}`]
    const without =
      dropped === 0
        ? []
        : [`without the first ${dropped === 1 ? 'folder' : `${dropped} folders`} of their paths`]
    notes.push(`${elsewhere} files were found ${[...into, ...without].join(', ')}`)
  }
  if (extension > 0) notes.push(`${extension} files were found by adding the extension`)
  if (capitals > 0) notes.push(`${capitals} files were found with other capital letters in their names`)
  return notes
}
