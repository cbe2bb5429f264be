import { type FileHandle, open, readFile, rm, stat, writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { messageOf, UserError } from '../base/errors.ts'
import { get, reasonOf, TransferProblem } from './request.ts'

export interface Transfer {
  readonly address: string
  /** The unfinished file; what is in it already is not fetched again. */
  readonly part: string
  /** A server that sends more is not believed. */
  readonly maxBytes: number
  readonly stallMs: number
  readonly signal?: AbortSignal | undefined
  onProgress?(received: number, total: number | undefined): void
}

/**
 * Fetches into `part`, going on where an earlier transfer broke off if the server still has the same file (by its
 * ETag or date: RFC 9110, 13.1.5). Resolves when all bytes that the server announced are on the disk; tells whether
 * some of them are older than this call.
 */
export async function transfer(job: Transfer): Promise<{ resumed: boolean }> {
  const { address, part, stallMs, signal } = job
  const begun = await begunAt(part)
  const headers = begun && { range: `bytes=${begun.bytes}-`, 'if-range': begun.validator }
  const answer = await get(address, { headers: headers ?? {}, stallMs, signal })
  try {
    const offset = offsetOf(answer, begun?.bytes)
    if (offset === undefined) {
      await forget(part)
      throw new TransferProblem('the server sent another part than was asked for', { passing: true })
    }
    if (offset === 0) await begin(part, answer)
    await receive(job, answer, offset)
    return { resumed: offset > 0 }
  } finally {
    answer.destroy()
  }
}

/** Removes an unfinished file. */
export async function forget(part: string): Promise<void> {
  await Promise.all([rm(part, { force: true }), rm(validatorFile(part), { force: true })])
}

const validatorFile = (part: string) => `${part}.etag`

async function begunAt(part: string): Promise<{ bytes: number; validator: string } | undefined> {
  const bytes = (await stat(part).catch(() => undefined))?.size ?? 0
  const validator = await readFile(validatorFile(part), 'utf8').catch(() => '')
  return bytes > 0 && validator !== '' ? { bytes, validator } : undefined
}

/** Where the body begins in the file; undefined: not where it should. */
function offsetOf({ statusCode = 0, headers }: IncomingMessage, wanted = 0): number | undefined {
  if ((headers['content-encoding'] ?? 'identity') !== 'identity')
    throw new TransferProblem(`the server sends it packed (${headers['content-encoding']})`, {
      passing: false,
    })
  if (statusCode === 200) return 0
  if (statusCode === 206)
    return wanted > 0 && headers['content-range']?.startsWith(`bytes ${wanted}-`) ? wanted : undefined
  if (statusCode === 416 && wanted > 0) return undefined
  const passing = statusCode >= 500 || statusCode === 408 || statusCode === 429
  const waitMs = Math.min(60, Number(headers['retry-after']) || 0) * 1000
  throw new TransferProblem(`the server answered ${statusCode}`, { passing, waitMs })
}

async function begin(part: string, { headers }: IncomingMessage): Promise<void> {
  await onDisk(part, () => forget(part))
  const { etag, 'last-modified': date } = headers
  // A weak ETag says nothing about the bytes.
  const validator = etag !== undefined && !etag.startsWith('W/') ? etag : date
  if (validator !== undefined) await onDisk(part, () => writeFile(validatorFile(part), validator))
}

async function receive(job: Transfer, answer: IncomingMessage, offset: number): Promise<void> {
  const { part, maxBytes, signal, onProgress } = job
  const announced = answer.headers['content-length']
  const total = announced === undefined ? undefined : offset + Number(announced)
  if (total !== undefined && total > maxBytes) throw tooLong(total)
  const file = await onDisk(part, () => open(part, offset === 0 ? 'w' : 'a'))
  let received = offset
  try {
    onProgress?.(received, total)
    for await (const chunk of chunksOf(answer, signal)) {
      received += chunk.length
      if (received > maxBytes) throw tooLong(received)
      await onDisk(part, () => append(file, chunk))
      onProgress?.(received, total)
    }
    await onDisk(part, () => file.sync())
  } finally {
    await file.close()
  }
  if (total !== undefined && received !== total)
    throw new TransferProblem(`the connection ended after ${received} of ${total} bytes`, { passing: true })
}

const tooLong = (bytes: number) =>
  new TransferProblem(`the server sends ${bytes} bytes or more, far more than this file has`, {
    passing: false,
  })

/** The body; whatever breaks it off is a transfer problem. */
async function* chunksOf(answer: IncomingMessage, signal: AbortSignal | undefined): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of answer) yield chunk
  } catch (error) {
    signal?.throwIfAborted()
    throw new TransferProblem(`the connection broke (${reasonOf(error)})`, { passing: true })
  }
}

async function append(file: FileHandle, chunk: Buffer): Promise<void> {
  for (let done = 0; done < chunk.length; ) {
    const { bytesWritten } = await file.write(chunk, done)
    done += bytesWritten
  }
}

/** Trying again does not help against a full or read-only disk. */
async function onDisk<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw new UserError(`the weights cannot be written (${messageOf(error)})`, {
      where: file,
      next: 'Make room there, or name another folder: NIGHTSWEEP_CACHE=<folder>',
      cause: error,
    })
  }
}
