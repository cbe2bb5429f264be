/** How a test's TIFF keeps its values; bands beyond the colours are named by `extra` (1, 2: transparency; 0: unknown). */
export interface TiffLayout {
  readonly width: number
  readonly height: number
  readonly type: keyof typeof writers
  readonly bands?: number
  readonly photometric?: number
  readonly extra?: readonly number[]
  readonly isBigEndian?: boolean
  /** GDAL's text for the value that stands for none. */
  readonly gap?: string
}

const writers = {
  uint8: [8, 1],
  int8: [8, 2],
  uint16: [16, 1],
  int16: [16, 2],
  uint32: [32, 1],
  int32: [32, 2],
  float16: [16, 3],
  float32: [32, 3],
  float64: [64, 3],
  complex64: [64, 6],
} as const

/** An uncompressed TIFF of one strip, with the values [height, width, bands] as they are. */
export function tiff(
  values: readonly number[],
  { width, height, type, bands = 1, photometric, extra = [], isBigEndian = false, gap }: TiffLayout,
): Buffer {
  const [bits, format] = writers[type]
  const pixels = Buffer.alloc((values.length * bits) / 8)
  for (const [i, value] of values.entries()) put(pixels, (i * bits) / 8, value, type, isBigEndian)
  const many = (value: number) => Array.from({ length: bands }, () => value)
  const fields: (readonly [id: number, type: 2 | 3 | 4, values: readonly number[]])[] = [
    [256, 4, [width]],
    [257, 4, [height]],
    [258, 3, many(bits)],
    [259, 3, [1]],
    [262, 3, [photometric ?? (bands - extra.length >= 3 ? 2 : 1)]],
    [273, 4, [8]],
    [277, 3, [bands]],
    [278, 4, [height]],
    [279, 4, [pixels.length]],
    ...(extra.length > 0 ? [[338, 3, extra] as const] : []),
    [339, 3, many(format)],
    ...(gap === undefined ? [] : [[42113, 2, [...Buffer.from(`${gap}\0`)]] as const]),
  ]
  const u16 = (value: number) => number(value, 2, isBigEndian)
  const u32 = (value: number) => number(value, 4, isBigEndian)
  const start = 8 + pixels.length + (pixels.length % 2)
  let place = start + 2 + 12 * fields.length + 4
  const entries: Buffer[] = []
  const aside: Buffer[] = []
  for (const [id, kind, list] of fields) {
    const bytes = Buffer.concat(
      list.map(value => number(value, kind === 2 ? 1 : kind === 3 ? 2 : 4, isBigEndian)),
    )
    const padded = Buffer.concat([bytes, Buffer.alloc(Math.max(0, 4 - bytes.length) || bytes.length % 2)])
    const isInside = bytes.length <= 4
    entries.push(Buffer.concat([u16(id), u16(kind), u32(list.length), isInside ? padded : u32(place)]))
    if (!isInside) {
      aside.push(padded)
      place += padded.length
    }
  }
  return Buffer.concat([
    Buffer.from(isBigEndian ? 'MM' : 'II'),
    u16(42),
    u32(start),
    pixels,
    Buffer.alloc(pixels.length % 2),
    u16(fields.length),
    ...entries,
    u32(0),
    ...aside,
  ])
}

function number(value: number, size: 1 | 2 | 4, isBigEndian: boolean): Buffer {
  const bytes = Buffer.alloc(size)
  if (isBigEndian) bytes.writeUIntBE(value, 0, size)
  else bytes.writeUIntLE(value, 0, size)
  return bytes
}

function put(
  bytes: Buffer,
  at: number,
  value: number,
  type: keyof typeof writers,
  isBigEndian: boolean,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const isLittle = !isBigEndian
  if (type === 'uint8') view.setUint8(at, value)
  else if (type === 'int8') view.setInt8(at, value)
  else if (type === 'uint16') view.setUint16(at, value, isLittle)
  else if (type === 'int16') view.setInt16(at, value, isLittle)
  else if (type === 'uint32') view.setUint32(at, value, isLittle)
  else if (type === 'int32') view.setInt32(at, value, isLittle)
  else if (type === 'float16') view.setUint16(at, halfOf(value), isLittle)
  else if (type === 'float32') view.setFloat32(at, value, isLittle)
  else view.setFloat64(at, value, isLittle)
}

/** The nearest half float below; what is smaller than normal ones is 0. */
function halfOf(value: number): number {
  if (Number.isNaN(value)) return 0x7e00
  const exponent = Math.floor(Math.log2(Math.abs(value)))
  if (value === 0 || exponent < -14) return 0
  const fraction = Math.floor((Math.abs(value) / 2 ** exponent - 1) * 1024)
  return (value < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | fraction
}
