import type { IncomingMessage } from 'node:http'
import { messageOf } from '../base/errors.ts'
import { openRequest } from './proxy.ts'
import { shownAddress } from './shown-address.ts'

const maxRedirects = 5

export interface RequestOptions {
  readonly headers: Readonly<Record<string, string>>
  /** A connection on which nothing comes for so long is given up. */
  readonly stallMs: number
  readonly signal?: AbortSignal | undefined
}

/** A transfer that did not succeed; `passing` ones may succeed at the next try. */
export class TransferProblem extends Error {
  override readonly name = 'TransferProblem'
  readonly passing: boolean
  /** What the server asks to wait before that. */
  readonly waitMs: number

  constructor(message: string, { passing, waitMs = 0 }: { passing: boolean; waitMs?: number }) {
    super(message)
    this.passing = passing
    this.waitMs = waitMs
  }
}

/** Sends a GET and follows redirects; resolves with the answer's head, its body still to be read. */
export async function get(address: string, options: RequestOptions): Promise<IncomingMessage> {
  let url = urlOf(address)
  for (let hop = 0; hop <= maxRedirects; hop++) {
    const answer = await getOnce(url, options)
    const { statusCode = 0, headers } = answer
    if (![301, 302, 303, 307, 308].includes(statusCode)) return answer
    answer.destroy()
    if (headers.location === undefined)
      throw new TransferProblem(`the server answered ${statusCode} without saying where to go`, fatal)
    url = redirected(url, headers.location)
  }
  throw new TransferProblem(
    `the server redirects more than ${maxRedirects} times, last to ${shownAddress(url.href)}`,
    fatal,
  )
}

const fatal = { passing: false } as const

function urlOf(address: string, base?: URL): URL {
  if (URL.canParse(address, base?.href)) {
    const url = new URL(address, base)
    if (url.protocol === 'https:' || (url.protocol === 'http:' && isThisMachine(url))) return url
    if (url.protocol === 'http:')
      throw new TransferProblem(
        `${shownAddress(url.href)} is not encrypted: weights are fetched by https, and by http from this machine only (localhost)`,
        fatal,
      )
  }
  throw new TransferProblem(`${shownAddress(address)} is no address of the web`, fatal)
}

/** What never leaves it needs no encryption. */
const isThisMachine = ({ hostname }: URL) => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)

function redirected(from: URL, location: string): URL {
  const to = urlOf(location, from)
  if (from.protocol === 'https:' && to.protocol !== 'https:')
    throw new TransferProblem(
      `the server redirects to ${shownAddress(to.href)}, which is not encrypted`,
      fatal,
    )
  return to
}

async function getOnce(url: URL, { headers, stallMs, signal }: RequestOptions): Promise<IncomingMessage> {
  const common = { headers: { 'user-agent': 'nightsweep', 'accept-encoding': 'identity', ...headers } }
  try {
    const request = await openRequest(url, { ...common, timeout: stallMs, ...(signal && { signal }) })
    return await new Promise((resolve, reject) => {
      request.once('timeout', () => request.destroy(new Error(`nothing came for ${stallMs / 1000} s`)))
      request.once('error', reject)
      request.once('response', answer => {
        request.off('error', reject)
        // From here on the reader of the body hears of errors.
        request.on('error', error => answer.destroy(error))
        resolve(answer)
      })
      request.end()
    })
  } catch (error) {
    signal?.throwIfAborted()
    throw new TransferProblem(reasonOf(error), { passing: true })
  }
}

/** Node's own words for a failed connection are terse; several addresses tried give several errors in one. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0])
  return messageOf(error)
}
