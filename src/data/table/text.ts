import { readFile } from 'node:fs/promises'
import { UserError } from '../../base/errors.ts'
import { codeOf } from '../../base/file-errors.ts'
import { refuseDevice } from '../../base/refuse-device.ts'

/** The text of a table, without its byte order mark. */
export interface TableText {
  readonly text: string
  /** Told where it is a guess: the file says nothing, and is not UTF-8. */
  readonly guessed?: 'Windows-1252'
}

const saveAgain = 'Save it again as "CSV UTF-8".'

/** Reads a table in UTF-8 or UTF-16, with or without mark; what is neither is taken as Windows-1252, which holds Latin-1. */
export async function readText(file: string): Promise<TableText> {
  await refuseDevice(file)
  const bytes = await readFile(file).catch(cause => {
    throw new UserError(`The table cannot be read (${codeOf(cause)})`, {
      where: file,
      next: 'Check its permissions.',
      cause,
    })
  })
  const kind = kindOf(bytes)
  if (kind !== undefined)
    throw new UserError(`The table is ${kind}, no text`, { where: file, next: saveAgain })
  return textOf(bytes, file)
}

/** Files of other kinds, by their first bytes. */
function kindOf(bytes: Buffer): string | undefined {
  const begin = bytes.subarray(0, 8).toString('latin1')
  if (begin.startsWith('PK\x03\x04')) return 'an Excel workbook or another ZIP archive'
  if (begin.startsWith('\xd0\xcf\x11\xe0')) return 'an old Excel workbook'
  if (begin.startsWith('\x1f\x8b')) return 'compressed'
  if (begin.startsWith('PAR1')) return 'a Parquet file'
  return undefined
}

function textOf(bytes: Buffer, file: string): TableText {
  const wide = wideEncoding(bytes)
  const text = decode(bytes, wide ?? 'utf-8')
  if (text !== undefined && !text.includes('\0')) return { text }
  if (wide === undefined && !bytes.some(isControl))
    return { text: new TextDecoder('windows-1252').decode(bytes), guessed: 'Windows-1252' }
  throw new UserError('The table is not text', { where: file, next: saveAgain })
}

/** Not of tabs and line ends: no text has these. */
const isControl = (byte: number) => byte < 9 || (byte > 13 && byte < 32)

/** UTF-16 says so by its mark, or every other byte of its first characters is 0. */
function wideEncoding(bytes: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const [first = 0, second = 0] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  if (first !== 0 && second === 0 && bytes[3] === 0 && bytes[2] !== 0) return 'utf-16le'
  if (first === 0 && second !== 0 && bytes[2] === 0 && bytes[3] !== 0) return 'utf-16be'
  return undefined
}

function decode(bytes: Buffer, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
