import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { mapLimited } from '../base/concurrent.ts'
import { UserError } from '../base/errors.ts'
import { codeOf, firstFew } from '../base/file-errors.ts'
import { parseCsv } from './csv.ts'
import type { Dataset, Skipped } from './dataset.ts'
import { isImage, reasonToSkip } from './extensions.ts'
import { type ManifestRow, readRows } from './manifest-rows.ts'
import { byCodePoint } from './order.ts'

/** A CSV file with the header `path,label[,group]`; paths are relative to its folder and stay inside it. */
export async function listManifest(file: string): Promise<Dataset> {
  const root = path.dirname(file)
  const rows = readRows(file, parseCsv(await readText(file), file))
  await refuseMissing(file, root, rows)
  const usable = rows.filter(row => isImage(row.path))
  const skipped: Skipped[] = rows
    .filter(row => !isImage(row.path))
    .map(row => ({ file: row.path, reason: reasonToSkip(row.path) ?? 'is not an image' }))
  const classes = [...new Set(rows.map(({ label }) => label))].sort(byCodePoint)
  refuseClasses(file, classes, usable)
  const labelOf = new Map(classes.map((name, label) => [name, label]))
  const images = usable
    .map(({ path: image, label, group }) => ({
      file: image,
      label: labelOf.get(label) ?? 0,
      ...(group === '' ? {} : { group }),
    }))
    .sort((a, b) => a.label - b.label || byCodePoint(a.file, b.file))
  return { root, kind: 'manifest', classes, images, skipped }
}

async function readText(file: string): Promise<string> {
  const bytes = await readFile(file).catch(cause => {
    throw new UserError(`The manifest cannot be read (${codeOf(cause)})`, {
      where: file,
      next: 'Check its permissions.',
      cause,
    })
  })
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    if (!text.includes('\0')) return text
  } catch {
    // Reported below.
  }
  throw new UserError('The manifest is not UTF-8 text', {
    where: file,
    next: 'Save it again as "CSV UTF-8".',
  })
}

async function refuseMissing(file: string, root: string, rows: readonly ManifestRow[]): Promise<void> {
  const problems = await mapLimited(rows, 32, row =>
    stat(path.join(root, row.path)).then(
      stats => (stats.isFile() ? undefined : `line ${row.line}: ${row.path} is not a file`),
      () => `line ${row.line}: ${row.path} does not exist`,
    ),
  )
  const found = problems.filter(problem => problem !== undefined)
  if (found.length === 0) return
  throw new UserError(`${found.length} of ${rows.length} listed files cannot be found`, {
    where: file,
    details: firstFew(found),
    next: `Paths count from the folder of the manifest, ${root}.`,
  })
}

function refuseClasses(file: string, classes: readonly string[], usable: readonly ManifestRow[]): void {
  if (classes.length === 1)
    throw new UserError(
      `There is only one class ("${classes[0]}"), but telling classes apart needs at least two`,
      { where: file, next: 'Add rows of another label.' },
    )
  const filled = new Set(usable.map(({ label }) => label))
  const empty = classes.filter(name => !filled.has(name))
  if (empty.length > 0)
    throw new UserError(`The class "${empty[0]}" has no images in a format that is read`, {
      where: file,
      details: firstFew(empty.slice(1).map(name => `nor has "${name}"`)),
      next: 'Convert them to PNG or JPEG and correct their paths.',
    })
}
