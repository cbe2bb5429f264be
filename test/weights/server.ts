import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Answer = (request: IncomingMessage, response: ServerResponse) => void

export interface Server {
  readonly url: string
  /** What was asked for: path and range. */
  readonly requests: { path: string; range: string | undefined }[]
  close(): Promise<void>
}

/** A web server on this machine that answers each request with the next of a list, the last one again and again. */
export async function serve(...answers: Answer[]): Promise<Server> {
  const requests: Server['requests'] = []
  const server = createServer((request, response) => {
    const answer = answers[Math.min(requests.length, answers.length - 1)]
    requests.push({ path: request.url ?? '', range: request.headers.range })
    answer?.(request, response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = () =>
    new Promise<void>(resolve => {
      server.closeAllConnections()
      server.close(() => resolve())
    })
  return { url: `http://127.0.0.1:${port}`, requests, close }
}

/** The file, whole or from where a range begins, as a good server sends it. */
export function file(bytes: Buffer, etag = '"one"'): Answer {
  return ({ headers }, response) => {
    const [, from] = /^bytes=(\d+)-$/.exec(headers.range ?? '') ?? []
    const begin = from !== undefined && headers['if-range'] === etag ? Number(from) : 0
    if (begin > 0) response.setHeader('content-range', `bytes ${begin}-${bytes.length - 1}/${bytes.length}`)
    response.writeHead(begin > 0 ? 206 : 200, { etag, 'content-length': bytes.length - begin })
    response.end(bytes.subarray(begin))
  }
}

/** Announces the whole file and ends the connection, or goes silent, after `count` bytes. */
export function part(
  bytes: Buffer,
  count: number,
  {
    stalls = false,
    headers = { etag: '"one"' },
  }: { stalls?: boolean; headers?: Record<string, string> } = {},
): Answer {
  return (_, response) => {
    response.writeHead(200, { ...headers, 'content-length': bytes.length })
    response.write(bytes.subarray(0, count), () => {
      if (!stalls) setTimeout(() => response.destroy(), 100)
    })
  }
}

export const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    response.writeHead(code, headers).end('no')

/** As a server that knows no ranges. */
export const plain =
  (bytes: Buffer, headers: Record<string, string | number> = {}): Answer =>
  (_, response) =>
    response.writeHead(200, { 'content-length': bytes.length, ...headers }).end(bytes)

/** Bytes that begin as an HDF5 file of their length does. */
export function hdf5Like(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length)
  for (let i = 0; i < length; i++) bytes[i] = (i * seed * 31) % 251
  Buffer.from([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0, 0, 8, 8]).copy(bytes)
  bytes.writeBigUInt64LE(BigInt(length), 40)
  return bytes
}
