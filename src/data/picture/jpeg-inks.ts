import type { FileHandle } from 'node:fs/promises'

export const isJpeg = (head: Buffer) => head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff

const window = 2 ** 16
const mostWindows = 64

/** Whether a JPEG has four inks and no colour profile that says how they print (ITU T.81, annex B; ICC.1, annex B.4). */
export async function readsAsPlainInks(file: FileHandle): Promise<boolean> {
  const bytes = Buffer.alloc(window)
  let at = 2
  let hasProfile = false
  for (let i = 0; i < mostWindows; i++) {
    const start = at
    const { bytesRead } = await file.read(bytes, 0, window, start)
    if (bytesRead < 20) return false
    while (at - start + 20 <= bytesRead) {
      const place = at - start
      const marker = bytes[place + 1] ?? 0
      if (bytes[place] !== 0xff) return false
      if (isFrame(marker)) return bytes[place + 9] === 4 && !hasProfile
      if (marker === 0xda) return false
      if (marker === 0xe2 && bytes.toString('latin1', place + 4, place + 15) === 'ICC_PROFILE')
        hasProfile = true
      at += marker === 0xff ? 1 : 2 + bytes.readUInt16BE(place + 2)
    }
  }
  return false
}

/** SOF0 … SOF15, which are not DHT, JPG or DAC. */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
