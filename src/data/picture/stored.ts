import { type FileHandle, open } from 'node:fs/promises'
import { isJpeg, readsAsPlainInks } from './jpeg-inks.ts'
import { readTiffTags, type TiffTags } from './tiff-tags.ts'

/** Numbers whose meaning as brightness is not settled by their type alone, by what people call them. */
export type Kind =
  | '16-bit'
  | '32-bit'
  | '8-bit signed'
  | '16-bit signed'
  | '32-bit signed'
  | '16-bit float'
  | '32-bit float'

/** What the numbers of an image are. */
export interface Numbers {
  readonly as: 'numbers'
  /** Undefined: 8 bit, of which 0 is black and 255 white. */
  readonly kind: Kind | undefined
  readonly colours: 1 | 3
  readonly hasAlpha: boolean
  /** The value that stands for none. */
  readonly gap?: number
  /** The decoder shows these rightly by itself if they use their type's full range. */
  readonly canBeShown: boolean
}

/**
 * How a file keeps its picture: so that any decoder shows it; as numbers that need a range; as plain inks (CMYK without
 * a profile); or so that it cannot be read here.
 */
export type Stored =
  | { readonly as: 'shown' }
  | { readonly as: 'inks'; readonly bits: 8 | 16 }
  | Numbers
  | { readonly as: 'unreadable'; readonly reason: string }

const shown: Stored = { as: 'shown' }
const headBytes = 26

/** Looks at a file's first bytes; what they are not understood by is for the decoder to refuse. */
export async function storedAs(path: string): Promise<Stored> {
  const file = await open(path)
  try {
    const { buffer: head, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0)
    return bytesRead < headBytes ? shown : await byHead(file, head)
  } finally {
    await file.close()
  }
}

async function byHead(file: FileHandle, head: Buffer): Promise<Stored> {
  if (isJpeg(head)) return (await readsAsPlainInks(file)) ? { as: 'inks', bits: 8 } : shown
  if (head.toString('latin1', 1, 4) === 'PNG') return png(head)
  const tags = await readTiffTags(file, head).catch(() => undefined)
  return tags === undefined ? shown : tiff(tags)
}

/** PNG (third edition), 11.2.1: depth and colour type. */
function png(head: Buffer): Stored {
  const [bits, type = 0] = [head[24], head[25]]
  if (bits !== 16) return shown
  return {
    as: 'numbers',
    kind: '16-bit',
    colours: type & 2 ? 3 : 1,
    hasAlpha: (type & 4) !== 0,
    canBeShown: true,
  }
}

const inWords: Readonly<Record<number, string>> = {
  8: 'CIELAB',
  9: 'CIELAB',
  32844: 'LogLuv',
  32845: 'LogLuv',
}

const jpeg = 7

function tiff(tags: TiffTags): Stored {
  const { bits, bands, format, photometric, extra } = tags
  const unreadable = (reason: string): Stored => ({ as: 'unreadable', reason })
  const space = inWords[photometric]
  if (space !== undefined)
    return unreadable(`keeps its colours as ${space}, which is not read; save it as RGB`)
  if (photometric === 5) {
    const isPlain = !tags.hasProfile && bands === 4 && format === 1 && (bits === 8 || bits === 16)
    return isPlain ? { as: 'inks', bits } : shown
  }
  if (photometric === 3) return shown
  // libvips has JPEG converted; without it, it takes brightness and colour differences for red, green and blue.
  if (photometric === 6)
    return tags.compression === jpeg
      ? shown
      : unreadable('keeps its colours as YCbCr without JPEG, which is not read; save it as RGB')
  if (format > 3 && format !== 4) return unreadable('holds complex numbers, which are no picture')
  const kind = kindOf(bits, format)
  if (kind === undefined)
    return unreadable(
      `keeps its values as ${name(bits, format)}, which is not read; save it with 8, 16 or 32 bits`,
    )
  const layout = layoutOf(tags)
  if (layout === undefined) return unreadable(bandsReason(bands, extra))
  const isInverted = photometric === 0
  if (isInverted && kind !== 'plain' && kind !== '16-bit')
    return unreadable(
      `is a ${kind} TIFF whose lowest value is white, which is not read; save it with black as lowest`,
    )
  const isUsual = photometric === 2 || layout.colours === 1
  if (kind === 'plain' && isUsual) return shown
  return {
    as: 'numbers',
    kind: kind === 'plain' ? undefined : kind,
    ...layout,
    canBeShown: kind === '16-bit' && isUsual,
    ...(tags.gap === undefined ? {} : { gap: tags.gap }),
  }
}

/** Undefined: more than can be read. `plain`: whatever decoder, it is shown as it is meant. */
function kindOf(bits: number, format: number): Kind | 'plain' | undefined {
  const isWhole = format === 1 || format === 4
  if (isWhole && [1, 2, 4, 8].includes(bits)) return 'plain'
  if (isWhole && (bits === 16 || bits === 32)) return `${bits}-bit`
  if (format === 2 && (bits === 8 || bits === 16 || bits === 32)) return `${bits}-bit signed`
  return format === 3 && (bits === 16 || bits === 32) ? `${bits}-bit float` : undefined
}

const name = (bits: number, format: number) =>
  `${bits}-bit ${format === 3 ? 'float' : format === 2 ? 'signed whole numbers' : 'whole numbers'}`

/** Three bands are RGB even where the file calls them grey, as GDAL does. Undefined: something else. */
function layoutOf({
  bands,
  photometric,
  extra,
}: TiffTags): Pick<Numbers, 'colours' | 'hasAlpha'> | undefined {
  const isAlpha = extra.length === 0 || extra.at(-1) === 1 || extra.at(-1) === 2
  if (bands === 1) return { colours: 1, hasAlpha: false }
  if (bands === 2) return photometric !== 2 && isAlpha ? { colours: 1, hasAlpha: true } : undefined
  if (bands === 3) return { colours: 3, hasAlpha: false }
  return bands === 4 && isAlpha ? { colours: 3, hasAlpha: true } : undefined
}

function bandsReason(bands: number, extra: readonly number[]): string {
  const unknown = extra.includes(0) && bands <= 4 ? ', and nothing says that the last is transparency' : ''
  return `has ${bands} bands${unknown}; only grey and RGB are read, so export the bands to look at`
}
