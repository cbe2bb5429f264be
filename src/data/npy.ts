import { type FileHandle, open } from 'node:fs/promises'

/** A NumPy file of float32 rows that grows; how many there are is written at the end. */
export interface NpyWriter {
  /** One or more whole rows. */
  append(rows: Float32Array): Promise<void>
  /** Completes the header and closes the file. */
  finish(): Promise<void>
  /** Closes the file as it is. */
  abandon(): Promise<void>
}

/** Magic, version 1.0, a length, then a Python dictionary filled up with spaces: a multiple of 64 bytes in all. */
const headerBytes = 128

/**
 * Starts a `.npy` file [rows, columns] (format 1.0, https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
 */
export async function createNpy(file: string, columns: number): Promise<NpyWriter> {
  const handle = await open(file, 'w')
  let values = 0
  await handle.write(header(0, columns), 0, headerBytes, 0)
  return {
    async append(rows) {
      const bytes = littleEndian(rows)
      await writeAll(handle, bytes, headerBytes + 4 * values)
      values += rows.length
    },
    async finish() {
      await handle.write(header(values / columns, columns), 0, headerBytes, 0)
      await handle.close()
    },
    abandon: () => handle.close(),
  }
}

function header(rows: number, columns: number): Buffer {
  if (!Number.isInteger(rows)) throw new RangeError(`rows of ${columns} values cannot be ${rows} in number`)
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`
  const bytes = Buffer.alloc(headerBytes, ' ')
  bytes.write('\x93NUMPY\x01\x00', 'latin1')
  bytes.writeUInt16LE(headerBytes - 10, 8)
  bytes.write(text, 10, 'latin1')
  bytes.write('\n', headerBytes - 1)
  return bytes
}

function littleEndian(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  const isLittle = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1
  return isLittle ? bytes : Buffer.from(bytes).swap32()
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done)
    done += bytesWritten
  }
}
