import path from 'node:path'

/** Formats that are decoded, by their usual extensions. */
export const imageExtensions = [
  'jpg',
  'jpeg',
  'jpe',
  'jfif',
  'png',
  'webp',
  'gif',
  'tif',
  'tiff',
  'avif',
] as const

const images = new Set<string>(imageExtensions)
const aside = new Set(
  'txt csv tsv json jsonl yaml yml xml html htm md log py ipynb npy npz pkl mat ini db toml doc pdf'.split(
    ' ',
  ),
)

/** Endings of tables. */
export const isTable = (file: string) => /\.(csv|tsv|tab|txt)$/i.test(file)

export function isImage(file: string): boolean {
  return images.has(extensionOf(file))
}

/** Why a file that is no known image is left out; undefined where it plainly never meant to be one (notes, tables). */
export function reasonToSkip(file: string): string | undefined {
  const extension = extensionOf(file)
  if (aside.has(extension)) return undefined
  return extension === ''
    ? 'has no extension, so it is not taken for an image'
    : `.${extension} files are not read; convert it to PNG or JPEG`
}

function extensionOf(file: string): string {
  return path.extname(file).slice(1).toLowerCase()
}
