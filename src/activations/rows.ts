import { closeSync, openSync, readSync } from 'node:fs'
import { decodeHalf } from '../base/float16.ts'

/** Rows in memory, float32 or float16; or in files, `rowsPerFile` in each but the last, behind a header. */
export type RowData = Float32Array | Uint16Array | FileRows

interface FileRows {
  readonly files: readonly string[]
  readonly rowsPerFile: number
  readonly headerBytes: number
  readonly isHalf: boolean
}

/** One row per image; what is where is its own affair. Synchronous, for the middle of a training step. */
export interface RowSource {
  readonly rowLength: number
  /** Writes the rows one after another. */
  gather(rows: readonly number[], into: Float32Array): void
  close(): void
}

export function openRows(data: RowData, rowLength: number): RowSource {
  if (data instanceof Float32Array) return floatRows(data, rowLength)
  if (data instanceof Uint16Array) return halfRows(data, rowLength)
  return fileRows(data, rowLength)
}

function floatRows(data: Float32Array, rowLength: number): RowSource {
  return {
    rowLength,
    gather(rows, into) {
      for (const [i, row] of rows.entries())
        into.set(data.subarray(row * rowLength, (row + 1) * rowLength), i * rowLength)
    },
    close() {},
  }
}

function halfRows(data: Uint16Array, rowLength: number): RowSource {
  return {
    rowLength,
    gather(rows, into) {
      for (const [i, row] of rows.entries())
        decodeHalf(data.subarray(row * rowLength, (row + 1) * rowLength), into.subarray(i * rowLength))
    },
    close() {},
  }
}

/** Reads only the rows asked for; the system's page cache decides what stays in memory. */
function fileRows({ files, rowsPerFile, headerBytes, isHalf }: FileRows, rowLength: number): RowSource {
  const opened = new Map<number, number>()
  const row = isHalf ? new Uint16Array(rowLength) : new Float32Array(rowLength)

  function descriptorOf(index: number): number {
    const found = opened.get(index)
    if (found !== undefined) return found
    const file = files[index]
    if (file === undefined) throw new RangeError(`there are no rows in file ${index} of ${files.length}`)
    if (opened.size >= mostOpen) closeOldest(opened)
    const descriptor = openSync(file, 'r')
    opened.set(index, descriptor)
    return descriptor
  }

  function read(number: number): void {
    const index = Math.floor(number / rowsPerFile)
    const place = headerBytes + (number % rowsPerFile) * row.byteLength
    for (let done = 0; done < row.byteLength; ) {
      const bytes = new Uint8Array(row.buffer, done)
      const count = readSync(descriptorOf(index), bytes, 0, bytes.length, place + done)
      if (count === 0) throw new Error(`${files[index]} ends before row ${number}`)
      done += count
    }
  }

  return {
    rowLength,
    gather(rows, into) {
      for (const [i, number] of rows.entries()) {
        read(number)
        if (row instanceof Uint16Array) decodeHalf(row, into.subarray(i * rowLength))
        else into.set(row, i * rowLength)
      }
    },
    close() {
      for (const descriptor of opened.values()) closeSync(descriptor)
      opened.clear()
    },
  }
}

/** Far below what systems allow a process; several folds are trained at once. */
const mostOpen = 128

function closeOldest(opened: Map<number, number>): void {
  const [oldest] = opened
  if (oldest === undefined) return
  opened.delete(oldest[0])
  closeSync(oldest[1])
}
