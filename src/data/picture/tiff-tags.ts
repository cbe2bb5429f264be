import type { FileHandle } from 'node:fs/promises'

/** What the first image of a TIFF says of its values (TIFF 6.0; GDAL for the value that means none). */
export interface TiffTags {
  readonly bits: number
  readonly bands: number
  /** 1 unsigned, 2 signed, 3 float, 5 and 6 complex. */
  readonly format: number
  /** 0 and 1 grey, 2 RGB, 3 palette, 5 inks, 6 YCbCr, 8 CIELAB. */
  readonly photometric: number
  /** What bands beyond the colours are: 1 and 2 transparency, 0 nobody says. */
  readonly extra: readonly number[]
  /** 1 none, 5 LZW, 7 JPEG, 8 Deflate. */
  readonly compression: number
  readonly hasProfile: boolean
  /** The value that stands for none. */
  readonly gap?: number
}

const ids = {
  bits: 258,
  compression: 259,
  photometric: 262,
  bands: 277,
  extra: 338,
  format: 339,
  profile: 34675,
  gap: 42113,
}

/** Bytes of a field's items, by type; other types are of no use here. */
const sizes: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 7: 1, 16: 8 }

const mostEntries = 4096
const mostBytes = 4096

/** Undefined where this is no TIFF, or one that cannot be followed. */
export async function readTiffTags(file: FileHandle, head: Buffer): Promise<TiffTags | undefined> {
  const order = head.toString('latin1', 0, 2)
  if (order !== 'II' && order !== 'MM') return undefined
  const isLittle = order === 'II'
  const magic = number(head, 2, 2, isLittle)
  if (magic !== 42 && magic !== 43) return undefined
  const isBig = magic === 43
  const [word, start] = isBig ? [8, number(head, 8, 8, isLittle)] : [4, number(head, 4, 4, isLittle)]
  const countBytes = isBig ? 8 : 2
  const entryBytes = 4 + 2 * word
  const count = number(await read(file, start, countBytes), 0, countBytes, isLittle)
  if (count === 0 || count > mostEntries) return undefined
  const entries = await read(file, start + countBytes, count * entryBytes)
  const fields = new Map<number, Buffer>()
  const items = new Map<number, readonly number[]>()
  for (let at = 0; at < entries.length; at += entryBytes) {
    const id = number(entries, at, 2, isLittle)
    const size = sizes[number(entries, at + 2, 2, isLittle)]
    if (size === undefined || !Object.values(ids).includes(id)) continue
    const length = number(entries, at + 4, word, isLittle)
    const bytes = Math.min(mostBytes, length * size)
    const place = at + 4 + word
    const value =
      length * size <= word
        ? entries.subarray(place, place + bytes)
        : await read(file, number(entries, place, word, isLittle), bytes)
    fields.set(id, value)
    items.set(
      id,
      Array.from({ length: Math.floor(bytes / size) }, (_, i) => number(value, i * size, size, isLittle)),
    )
  }
  const first = (id: number, otherwise: number) => items.get(id)?.[0] ?? otherwise
  const gap = Number(fields.get(ids.gap)?.toString('latin1').replaceAll('\0', '').trim() || Number.NaN)
  return {
    bits: first(ids.bits, 1),
    bands: first(ids.bands, 1),
    format: first(ids.format, 1),
    compression: first(ids.compression, 1),
    photometric: first(ids.photometric, 1),
    extra: items.get(ids.extra) ?? [],
    hasProfile: items.has(ids.profile),
    ...(Number.isNaN(gap) ? {} : { gap }),
  }
}

/** Throws where the file ends before that. */
async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, position)
  if (bytesRead < length) throw new Error('unexpected end of file')
  return buffer
}

function number(bytes: Buffer, at: number, size: number, isLittle: boolean): number {
  if (size === 8) return Number(isLittle ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at))
  return isLittle ? bytes.readUIntLE(at, size) : bytes.readUIntBE(at, size)
}
