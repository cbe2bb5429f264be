import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { crc32 } from 'node:zlib'

/** A file of the cache: this header, then the rows in the machine's (little-endian) order. */
export const shardHeaderBytes = 16
const magic = 0x3141534e

type Rows = Float32Array | Uint16Array

/** Writes under another name first: a file that has its own name is whole, unless the disk itself lost something. */
export async function writeShard(file: string, rows: Rows): Promise<void> {
  const payload = bytesOf(rows)
  const header = new Uint32Array([magic, rows.BYTES_PER_ELEMENT, payload.length, crc32(payload)])
  const unfinished = `${file}.${process.pid}-${crypto.randomUUID()}.tmp`
  try {
    const handle = await open(unfinished, 'wx')
    try {
      await writeAll(handle, bytesOf(header), 0)
      await writeAll(handle, payload, shardHeaderBytes)
    } finally {
      await handle.close()
    }
    await rename(unfinished, file)
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined)
    throw error
  }
}

/** A disk that is nearly full takes a part, and says so only when asked to take the rest. */
async function writeAll(handle: FileHandle, bytes: Uint8Array, place: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, place + done)
    done += bytesWritten
  }
}

export type ShardState = 'whole' | 'missing' | 'damaged'

/** Fills `into` with the file's rows, unless it is not there or not what was written. */
export async function readShard(file: string, into: Rows): Promise<ShardState> {
  const handle = await open(file, 'r').catch(() => undefined)
  if (handle === undefined) return 'missing'
  try {
    const header = new Uint32Array(shardHeaderBytes / 4)
    const payload = bytesOf(into)
    await handle.readv([bytesOf(header), payload], 0)
    const { size } = await handle.stat()
    const expected = [magic, into.BYTES_PER_ELEMENT, payload.length, crc32(payload)]
    const isWhole =
      size === shardHeaderBytes + payload.length && expected.every((value, i) => value === header[i])
    return isWhole ? 'whole' : 'damaged'
  } catch {
    return 'damaged'
  } finally {
    await handle.close()
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Rows | Uint32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}
