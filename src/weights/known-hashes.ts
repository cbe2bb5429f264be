import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { z } from 'zod'
import { replaceFile } from '../base/replace-file.ts'

const seenSchema = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.number().int(),
  /** Of the file when it was hashed: unchanged means that it need not be hashed again. */
  modifiedMs: z.number(),
  /** Where it came from first. */
  from: z.string(),
  at: z.string(),
})

/** What is remembered of a file that was checked once. It outlives the file, so a later download is compared to it. */
export type Seen = z.infer<typeof seenSchema>

const recordOf = (file: string) => `${file}.json`

export async function recall(file: string): Promise<Seen | undefined> {
  const text = await readFile(recordOf(file), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  try {
    return seenSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/**
 * Of `file`, which is or soon will be at `place`. Whole or not at all: readers never see half of it. A cache that may
 * only be read, because somebody else filled it, is checked anew each time.
 */
export async function remember(file: string, place: string, sha256: string, from: string): Promise<void> {
  const { size, mtimeMs } = await stat(file)
  const at = new Date().toISOString()
  const seen: Seen = { sha256, bytes: size, modifiedMs: mtimeMs, from, at }
  try {
    await replaceFile(recordOf(place), `${JSON.stringify(seen, null, 2)}\n`)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code !== 'EACCES' && code !== 'EPERM' && code !== 'EROFS') throw error
  }
}

/** MD5 and SHA-256 of a file in one reading. */
export async function hashesOf(file: string, signal?: AbortSignal): Promise<{ md5: string; sha256: string }> {
  const md5 = createHash('md5')
  const sha256 = createHash('sha256')
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
    signal?.throwIfAborted()
    md5.update(chunk)
    sha256.update(chunk)
  }
  return { md5: md5.digest('hex'), sha256: sha256.digest('hex') }
}
