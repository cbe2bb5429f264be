/** What systems, disks and programs leave in folders, by name in any case. None of it was put there as an image. */
const folders: readonly (readonly [RegExp, string])[] = [
  [
    /^(\$recycle\.bin|recycle[dr]|[#@]recycle|network trash folder|\.trash.*|\$trash)$/,
    'is a bin of the system',
  ],
  [
    /^(system volume information|\$extend|\$windows\.~\w+|\$winreagent|config\.msi|msdownld\.tmp|temporary items|thevolumesettingsfolder|@tmp|@sharebin|@appstore|@database)$/,
    'is a folder of the system',
  ],
  [/^(lost\+found|found\.\d{3}|lost\.dir)$/, 'holds what a check of the disk found'],
  [/^([#@~]snapshot|@recently-snapshot|~snapshot)$/, 'holds older states of the disk'],
  [/^(@eadir|@__thumb|\.thumbnails|\.@__thumb)$/, 'holds thumbnails of the system'],
  [/^(__macosx|resource\.frk)$/, 'holds leftovers of macOS'],
  [/^(__pycache__|node_modules)$/, 'is a folder of a program'],
]

const files = /^(thumbs\.db|ehthumbs(_vista)?\.db|desktop\.ini|icon\r)$/

/** Why a folder of this name is never a class nor a part of one; undefined where it may be. */
export function folderLitter(name: string): string | undefined {
  const plain = name.toLowerCase()
  return folders.find(([pattern]) => pattern.test(plain))?.[1]
}

export const isFileLitter = (name: string) => files.test(name.toLowerCase())

/** Names that begin with a dot are hidden: nobody sees them, so nobody is told of them. */
export const isHidden = (name: string) => name.startsWith('.')

/** Hidden, but what people threw away can be photos that they look for. */
export const isHiddenBin = (name: string) => /^\.trash/i.test(name)
