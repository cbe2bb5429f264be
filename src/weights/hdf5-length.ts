import { open } from 'node:fs/promises'

const signature = '894844460d0a1a0a'
/** Of the first bytes, as many as tell the length. */
const headBytes = 64

/** How long an HDF5 file should be by its own first bytes; undefined: it is no HDF5 file. */
export async function hdf5Length(file: string): Promise<number | undefined> {
  const handle = await open(file)
  try {
    const head = Buffer.alloc(headBytes)
    await handle.read(head, 0, head.length, 0)
    return hdf5LengthOf(head)
  } finally {
    await handle.close()
  }
}

/**
 * The same of its bytes. Superblock layouts: HDF5 File Format Specification 3.0, II.A
 * (https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html).
 */
export function hdf5LengthOf(bytes: Uint8Array): number | undefined {
  const head = Buffer.alloc(headBytes)
  head.set(bytes.subarray(0, headBytes))
  if (head.toString('hex', 0, 8) !== signature) return undefined
  const version = head.readUInt8(8)
  const place = version < 2 ? { offsetBytes: 13, end: version === 0 ? 40 : 44 } : { offsetBytes: 9, end: 28 }
  // Every file in use has addresses of eight bytes.
  if (version > 3 || head.readUInt8(place.offsetBytes) !== 8) return undefined
  return Number(head.readBigUInt64LE(place.end))
}
