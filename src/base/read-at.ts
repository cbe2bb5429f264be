import type { FileHandle } from 'node:fs/promises'

/** Fills the buffer with a file's bytes from a place on; gives how many there were before its end. */
export async function readAt(handle: FileHandle, into: Uint8Array, offset: number): Promise<number> {
  let length = 0
  while (length < into.length) {
    const { bytesRead } = await handle.read(into, length, into.length - length, offset + length)
    if (bytesRead === 0) break
    length += bytesRead
  }
  return length
}
