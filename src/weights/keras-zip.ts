import { crc32, inflateRawSync } from 'node:zlib'
import { fromNumpy, fromTorch, fromTorchScript } from './conversions.ts'
import { WeightProblem } from './stored.ts'

/** Where a Keras 3 archive keeps its weights: a file in the layout of `.weights.h5`. */
const wanted = 'model.weights.h5'

const damaged = 'The file is damaged or not what its name says: download or save it again.'
const refuse = (message: string, next = damaged) => new WeightProblem(message, { next })

interface ZipMember {
  readonly name: string
  readonly flags: number
  readonly method: number
  readonly crc: number
  readonly packedBytes: number
  readonly bytes: number
  /** Of its own header. */
  readonly at: number
}

/**
 * The weights in a `.keras` file, which is a ZIP archive. Nothing else of it is looked at, nothing is written. The
 * directory at the archive's end is believed only where it agrees with the entry's own header and with the file's
 * length. Format: PKWARE APPNOTE 6.3 (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT).
 */
export function weightsInZip(file: Uint8Array, maxBytes: number, where: string): Uint8Array {
  const zip = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  const { entries, directoryAt } = directoryOf(zip, where)
  const [entry, second] = entries.filter(({ name }) => name === wanted)
  if (entry === undefined) throw without(entries, where)
  if (second !== undefined) throw refuse(`it holds ${wanted} twice`)
  if (entry.bytes > maxBytes)
    throw refuse(`its ${wanted} would be ${entry.bytes} bytes long, far more than this backbone has weights`)
  const bytes = unpacked(entry, packedBytes(zip, entry, directoryAt))
  if (crc32(bytes) !== entry.crc) throw refuse(`its ${wanted} is not what its checksum says`)
  return bytes
}

function without(entries: readonly ZipMember[], where: string): WeightProblem {
  const has = (ending: RegExp) => entries.some(({ name }) => ending.test(name))
  if (has(/(^|\/)data\.pkl$/) && has(/(^|\/)constants\.pkl$/))
    return refuse('it is a TorchScript program, which is not run', fromTorchScript(where))
  if (has(/(^|\/)data\.pkl$/))
    return refuse(
      'it is a PyTorch pickle (.pth, .pt), which may run any program when it is opened, and so is not read',
      fromTorch(where),
    )
  if (entries.length > 0 && entries.every(({ name }) => name.endsWith('.npy')))
    return refuse('it is a NumPy archive (.npz), which is not read', fromNumpy(where))
  const other = entries.find(({ name }) => name.startsWith('model.weights'))
  return other === undefined
    ? refuse(`it is a zip archive without ${wanted}, so no .keras file`)
    : refuse(
        `its weights are in ${other.name}, which is not read`,
        'Save it with model.save_weights("….weights.h5").',
      )
}

const endBytes = 22
const entryBytes = 46
const headerBytes = 30

function directoryOf(zip: Buffer, where: string): { entries: ZipMember[]; directoryAt: number } {
  const end = endOf(zip)
  if (end === undefined)
    throw /\.keras$/i.test(where)
      ? refuse('it is a .keras archive that is cut short')
      : refuse(
          'it is a zip archive that is cut short (a .keras file, or a PyTorch pickle, which is not read)',
          'Download it again. A PyTorch pickle must then be converted to safetensors.',
        )
  const [disk, count, bytes, at] = [
    zip.readUInt16LE(end + 4),
    zip.readUInt16LE(end + 10),
    zip.readUInt32LE(end + 12),
    zip.readUInt32LE(end + 16),
  ]
  if (disk !== 0 || count === 0xffff || at === 0xffffffff)
    throw refuse('it is a zip archive in parts or of more than 4 GB, which is not read')
  const directoryEnd = longEndOf(zip, end) ?? end
  if (at + bytes !== directoryEnd)
    throw refuse('the directory of the zip archive is not where the archive says')
  const entries: ZipMember[] = []
  let position = at
  for (let i = 0; i < count; i++) {
    const { entry, next } = entryAt(zip, position, directoryEnd)
    entries.push(entry)
    position = next
  }
  if (position !== directoryEnd)
    throw refuse('the directory of the zip archive has another length than the archive says')
  return { entries, directoryAt: at }
}

/** The end record is the last thing in the file but for a comment, whose length it tells. */
function endOf(zip: Buffer): number | undefined {
  for (let at = zip.length - endBytes; at >= Math.max(0, zip.length - endBytes - 0xffff); at--)
    if (zip.readUInt32LE(at) === 0x06054b50 && at + endBytes + zip.readUInt16LE(at + 20) === zip.length)
      return at
  return undefined
}

/** PyTorch writes the records of archives above 4 GB into all: an end record, and where that is. */
function longEndOf(zip: Buffer, end: number): number | undefined {
  const locator = end - 20
  if (locator < 0 || zip.readUInt32LE(locator) !== 0x07064b50) return undefined
  const at = Number(zip.readBigUInt64LE(locator + 8))
  return at + 4 <= locator && zip.readUInt32LE(at) === 0x06064b50 ? at : undefined
}

function entryAt(zip: Buffer, at: number, end: number): { entry: ZipMember; next: number } {
  if (at + entryBytes > end || zip.readUInt32LE(at) !== 0x02014b50)
    throw refuse('the directory of the zip archive is broken')
  const nameBytes = zip.readUInt16LE(at + 28)
  const next = at + entryBytes + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  if (next > end) throw refuse('the directory of the zip archive is broken')
  const entry = {
    name: zip.toString('utf8', at + entryBytes, at + entryBytes + nameBytes),
    flags: zip.readUInt16LE(at + 8),
    method: zip.readUInt16LE(at + 10),
    crc: zip.readUInt32LE(at + 16),
    packedBytes: zip.readUInt32LE(at + 20),
    bytes: zip.readUInt32LE(at + 24),
    at: zip.readUInt32LE(at + 42),
  }
  return { entry, next }
}

function packedBytes(zip: Buffer, { name, flags, packedBytes: length, at }: ZipMember, end: number): Buffer {
  if ((flags & 1) !== 0) throw refuse(`its ${name} is encrypted`)
  if (at + headerBytes > end || zip.readUInt32LE(at) !== 0x04034b50)
    throw refuse(`its ${name} is not where the directory says`)
  const nameBytes = zip.readUInt16LE(at + 26)
  const begin = at + headerBytes + nameBytes + zip.readUInt16LE(at + 28)
  if (begin + length > end) throw refuse(`its ${name} should end after the archive's last entry`)
  const own = zip.toString('utf8', at + headerBytes, at + headerBytes + nameBytes)
  if (own !== name) throw refuse(`its ${name} is called ${JSON.stringify(own)} at its own place`)
  return zip.subarray(begin, begin + length)
}

function unpacked({ name, method, bytes }: ZipMember, packed: Buffer): Uint8Array {
  if (method !== 0 && method !== 8)
    throw refuse(`its ${name} is packed in a way (${method}) that is not read`)
  const whole = method === 0 ? packed : inflated(name, packed, bytes)
  if (whole.length !== bytes) throw refuse(`its ${name} is ${whole.length} bytes long instead of ${bytes}`)
  return whole
}

function inflated(name: string, packed: Buffer, bytes: number): Buffer {
  try {
    // One byte more shows that there is more, and a bomb gets no further.
    return inflateRawSync(packed, { maxOutputLength: bytes + 1 })
  } catch (cause) {
    const isMore = cause instanceof RangeError
    throw new WeightProblem(
      isMore
        ? `its ${name} unpacks to more than the ${bytes} bytes it announces`
        : `its ${name} cannot be unpacked`,
      { next: damaged, cause },
    )
  }
}
