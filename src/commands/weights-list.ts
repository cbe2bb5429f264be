import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { formatBytes } from '../text/format.ts'
import { formatTable } from '../text/plain-table.ts'
import { backboneNames } from '../trial/backbone-names.ts'
import { addressOf, cachedPath, importedFolder } from '../weights/cache.ts'
import { type OfficialFile, officialFiles, publishedAccuracy } from '../weights/official.ts'
import type { Output } from './output.ts'

/** One official file as `weights list --json` prints it. */
interface ListedFile {
  readonly backbone: string
  /** Input size that it is for; of the first file of a backbone: every size that has no file of its own. */
  readonly size: number
  readonly file: string
  readonly address: string
  readonly bytes: number | null
  readonly hash: string | null
  readonly cached: boolean
  readonly path: string
  readonly top1: number | null
  readonly top5: number | null
}

/** The official weight files, which of them are here, and what else was imported. */
export async function weightsListCommand(
  { json = false }: { json?: boolean } = {},
  out: Output = process.stdout,
): Promise<number> {
  const entries = await Promise.all(backboneNames.flatMap(officialFiles).map(entryOf))
  const imported = await importedFiles()
  if (json) out.write(`${JSON.stringify({ official: entries, imported }, null, 2)}\n`)
  else out.write(`${listText(entries, imported)}\n`)
  return 0
}

async function entryOf(official: OfficialFile): Promise<ListedFile> {
  const { backbone, size, name, bytes, hash } = official
  const place = cachedPath(official)
  const found = await stat(place).catch(() => undefined)
  const { top1 = null, top5 = null } = publishedAccuracy(backbone) ?? {}
  return {
    backbone,
    size,
    file: name,
    address: addressOf(official),
    bytes: found?.size ?? bytes ?? null,
    hash: hash === undefined ? null : `${hash.algorithm}:${hash.hex}`,
    cached: found?.isFile() ?? false,
    path: place,
    top1,
    top5,
  }
}

async function importedFiles(): Promise<string[]> {
  const folder = importedFolder()
  const names = await readdir(folder).catch(() => [])
  return names.sort().map(name => path.join(folder, name))
}

/** One line a backbone; of the many sizes of MobileNetV2 only those that are here. */
function listText(entries: readonly ListedFile[], imported: readonly string[]): string {
  const isFirst = (entry: ListedFile) => entries.find(({ backbone }) => backbone === entry.backbone) === entry
  const rows = entries
    .filter(entry => isFirst(entry) || entry.cached)
    .map(({ backbone, size, bytes, cached, top1, file }) => [
      backbone,
      String(size),
      bytes === null ? '?' : formatBytes(bytes),
      cached ? 'here' : '–',
      top1 === null ? '–' : top1.toFixed(1),
      file,
    ])
  const sizes = entries.filter(entry => !isFirst(entry)).map(({ size }) => size)
  return [
    formatTable(['backbone', 'input', 'size', '', 'top-1 %', 'official file, without the top'], rows),
    '',
    `MobileNetV2 up to width 1 has files of its own for inputs of ${[...new Set(sizes)].join(', ')} pixels, too.`,
    `Files are kept in ${path.dirname(importedFolder())}`,
    ...imported.map(file => `imported: ${file}`),
    'Fetch ahead: nightsweep weights pull <backbone…>',
  ].join('\n')
}
