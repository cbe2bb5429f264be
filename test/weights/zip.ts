import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipEntry {
  readonly name: string
  readonly data: Uint8Array
  readonly packed?: boolean
  /** What the archive says, where that is not the truth. */
  readonly says?: {
    crc?: number
    bytes?: number
    packedBytes?: number
    at?: number
    method?: number
    flags?: number
  }
  readonly ownName?: string
}

/** A ZIP archive, written straight from the format's description. */
export function zip(entries: readonly ZipEntry[], comment = ''): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let position = 0
  for (const { name, data, packed = false, says = {}, ownName = name } of entries) {
    const body = packed ? deflateRawSync(data) : Buffer.from(data)
    const common = Buffer.alloc(24)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(says.flags ?? 0, 2)
    common.writeUInt16LE(says.method ?? (packed ? 8 : 0), 4)
    common.writeUInt32LE(says.crc ?? crc32(data), 10)
    common.writeUInt32LE(says.packedBytes ?? body.length, 14)
    common.writeUInt32LE(says.bytes ?? data.length, 18)
    const own = Buffer.concat([signature(0x04034b50), common, u16(0)])
    own.writeUInt16LE(Buffer.byteLength(ownName), 26)
    parts.push(own, Buffer.from(ownName), body)
    common.writeUInt16LE(Buffer.byteLength(name), 22)
    const rest = Buffer.alloc(16)
    rest.writeUInt32LE(says.at ?? position, 12)
    directory.push(signature(0x02014b50), u16(20), common, rest, Buffer.from(name))
    position += own.length + Buffer.byteLength(ownName) + body.length
  }
  const list = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(position, 16)
  end.writeUInt16LE(Buffer.byteLength(comment), 20)
  return Buffer.concat([...parts, list, end, Buffer.from(comment)])
}

/** With the end record of an archive above 4 GB and where that is, before the usual one. */
export function withLongEnd(archive: Buffer): Buffer {
  const at = archive.length - 22
  const record = Buffer.alloc(56)
  record.writeUInt32LE(0x06064b50)
  record.writeBigUInt64LE(44n, 4)
  const locator = Buffer.alloc(20)
  locator.writeUInt32LE(0x07064b50)
  locator.writeBigUInt64LE(BigInt(at), 8)
  locator.writeUInt32LE(1, 16)
  return Buffer.concat([archive.subarray(0, at), record, locator, archive.subarray(at)])
}

const signature = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
const u16 = (value: number) => Buffer.from([value & 255, value >> 8])
