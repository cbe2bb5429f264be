import type { Skipped } from './dataset.ts'
import { isImage, reasonToSkip } from './extensions.ts'
import { folderLitter } from './litter.ts'
import type { Found } from './walk.ts'

/** What of the found things is no usable image, each with its reason; notes and tables are none worth a word. */
export function skippedOf(found: readonly Found[]): Skipped[] {
  const litter = new Map<string, { file: string; reason: string; more: number }>()
  const skipped = found.flatMap(({ file, kind }): Skipped[] => {
    if (kind === 'litter') {
      const name = file.slice(file.lastIndexOf('/') + 1)
      const earlier = litter.get(name.toLowerCase())
      if (earlier !== undefined) earlier.more++
      else
        litter.set(name.toLowerCase(), {
          file,
          reason: folderLitter(name) ?? 'is a bin of the system',
          more: 0,
        })
      return []
    }
    const reason = reasonOf(file, kind)
    return reason === undefined ? [] : [{ file, reason }]
  })
  const told = [...litter.values()].map(({ file, reason, more }) => ({
    file: `${file}/`,
    reason: more === 0 ? reason : `${reason}, as ${more} more of this name`,
  }))
  return [...skipped, ...told]
}

export const isUsable = ({ file, kind }: Found) => kind === 'file' && isImage(file)

function reasonOf(file: string, kind: Found['kind']): string | undefined {
  switch (kind) {
    case 'brokenLink':
      return 'is a link to a file that does not exist'
    case 'other':
      return 'is not a regular file'
    case 'unreadableFolder':
      return `is a folder whose name is not UTF-8; ${howToRename}`
    case 'unreadableFile':
      return isImage(file) ? `has a name that is not UTF-8; ${howToRename}` : reasonToSkip(file)
    default:
      return isImage(file) ? undefined : reasonToSkip(file)
  }
}

/** For names as an old zip leaves them. */
export const howToRename = 'rename it, or all such names at once: convmv -f latin1 -t utf8 --notest -r .'
