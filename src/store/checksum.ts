import { crc32 } from 'node:zlib'

/** `,"crc":"89abcdef"}` */
const tail = { key: ',"crc":"', end: '"}', length: 18 } as const

/** An event's text as a line of a journal: with the CRC-32 of that text as its last field. */
export const sealed = (text: string): string =>
  `${text.slice(0, -1)}${tail.key}${hex(crc32(text))}${tail.end}`

/** What a line's checksum says of it. */
export function sealOf(line: string): 'whole' | 'missing' | 'broken' {
  const start = line.length - tail.length
  if (!line.startsWith(tail.key, start) || !line.endsWith(tail.end)) return 'missing'
  return hex(crc32('}', crc32(line.slice(0, start)))) ===
    line.slice(start + tail.key.length, -tail.end.length)
    ? 'whole'
    : 'broken'
}

const hex = (crc: number) => crc.toString(16).padStart(8, '0')
