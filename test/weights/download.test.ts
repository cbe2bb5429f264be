import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { getBackbone } from '../../src/backbones/index.ts'
import { UserError } from '../../src/base/errors.ts'
import type { BackboneName } from '../../src/trial/backbone-names.ts'
import { addressOf } from '../../src/weights/cache.ts'
import { type EnsureOptions, ensureOfficialWeights } from '../../src/weights/ensure.ts'
import { loadWeights } from '../../src/weights/load.ts'
import { officialFile } from '../../src/weights/official.ts'
import { kerasFile, kerasLayers, someValues } from './files.ts'
import { type Answer, file, hdf5Like, part, plain, type Server, serve, status } from './server.ts'

const patience = { tries: 3, waitMs: 1, stallMs: 20_000 }
/** For servers that stall: the others may be slow on a busy machine. */
const impatience = { ...patience, stallMs: 500 }
const content = hdf5Like(300_000)
/** Keras publishes neither hash nor length of this one. */
const backbone = 'MobileNetV2-0.5'
const fileName = 'mobilenet_v2_weights_tf_dim_ordering_tf_kernels_0.5_224_no_top.h5'

let cache: string
let server: Server | undefined
const place = () => path.join(cache, 'weights', fileName)

async function from(...answers: Answer[]): Promise<Server> {
  await server?.close()
  server = await serve(...answers)
  vi.stubEnv('NIGHTSWEEP_WEIGHTS_URL', `${server.url}/mirror/`)
  return server
}

const ensure = (options: EnsureOptions = {}, name: BackboneName = backbone) =>
  ensureOfficialWeights(name, undefined, { patience, ...options })

async function refusal(name: BackboneName = backbone, options: EnsureOptions = {}): Promise<UserError> {
  const error = await ensure(options, name).catch((thrown: unknown) => thrown)
  if (!(error instanceof UserError)) throw new Error(`not refused: ${error}`)
  return error
}

beforeEach(() => {
  cache = mkdtempSync(path.join(tmpdir(), 'nightsweep-cache-'))
  vi.stubEnv('NIGHTSWEEP_CACHE', cache)
  vi.stubEnv('http_proxy', '')
  vi.stubEnv('HTTP_PROXY', '')
})
afterEach(async () => {
  await server?.close()
  server = undefined
  vi.unstubAllEnvs()
})

describe('a download that recovers', () => {
  const recovered: readonly (readonly [string, () => Answer[], ranges: (string | undefined)[]])[] = [
    ['a good server', () => [file(content)], [undefined]],
    [
      'the connection ends in the middle, twice',
      () => [part(content, 100_000), (_, response) => cut(response, 100_000, 50_000), file(content)],
      [undefined, 'bytes=100000-', 'bytes=150000-'],
    ],
    [
      'the server knows no ranges',
      () => [part(content, 100_000), plain(content)],
      [undefined, 'bytes=100000-'],
    ],
    [
      'the server names no version, so nothing is put together',
      () => [part(content, 100_000, { headers: {} }), plain(content)],
      [undefined, undefined],
    ],
    [
      'the file was replaced in between',
      () => [part(hdf5Like(300_000, 7), 100_000, { headers: { etag: '"old"' } }), file(content)],
      [undefined, 'bytes=100000-'],
    ],
    [
      'the server answers with another part',
      () => [
        part(content, 100_000),
        (_, response) =>
          response.writeHead(206, { 'content-range': 'bytes 5-299999/300000' }).end(content.subarray(5)),
        file(content),
      ],
      [undefined, 'bytes=100000-', undefined],
    ],
    [
      'the part is longer than the file',
      () => [part(content, 100_000), status(416), file(content)],
      [undefined, 'bytes=100000-', undefined],
    ],
    [
      '500, then 503, then it works',
      () => [status(500), status(503), file(content)],
      [undefined, undefined, undefined],
    ],
    [
      'a chain of redirects',
      () => [
        status(302, { location: '/a' }),
        status(307, { location: 'b' }),
        status(301, { location: '/c?d=e' }),
        file(content),
      ],
      [undefined, undefined, undefined, undefined],
    ],
  ]

  function cut(response: Parameters<Answer>[1], begin: number, count: number): void {
    response.writeHead(206, {
      'content-range': `bytes ${begin}-${content.length - 1}/${content.length}`,
      'content-length': content.length - begin,
    })
    response.write(content.subarray(begin, begin + count), () => setTimeout(() => response.destroy(), 20))
  }

  const stalled: typeof recovered = [
    [
      'the body stalls',
      () => [part(content, 90_000, { stalls: true }), file(content)],
      [undefined, 'bytes=90000-'],
    ],
    ['the head does not come', () => [() => undefined, file(content)], [undefined, undefined]],
  ]

  test.each([
    ...recovered.map(row => [...row, patience] as const),
    ...stalled.map(row => [...row, impatience] as const),
  ])('%s', async (_, answers, ranges, given) => {
    const { requests } = await from(...answers())
    expect(await ensure({ patience: given })).toBe(place())
    expect(readFileSync(place()).equals(content)).toBe(true)
    expect(requests.map(({ range }) => range)).toEqual(ranges)
    expect(requests[0]?.path).toBe(`/mirror/${fileName}`)
    expect(await readdir(path.dirname(place()))).toEqual([fileName, `${fileName}.json`])
  })

  test('a transfer that was put together wrongly is fetched again as a whole', async () => {
    await from(file(content))
    await ensure()
    const known = readFileSync(`${place()}.json`)
    const { requests } = await from(part(hdf5Like(300_000, 7), 100_000), file(content), file(content))
    rmSync(place())
    await ensure()
    expect(readFileSync(place()).equals(content)).toBe(true)
    expect(JSON.parse(known.toString()).sha256).toBe(
      JSON.parse(readFileSync(`${place()}.json`, 'utf8')).sha256,
    )
    expect(requests.map(({ range }) => range)).toEqual([undefined, 'bytes=100000-', undefined])
  })

  test('progress never goes back and ends at the whole', async () => {
    await from(part(content, 100_000), file(content))
    const seen: number[] = []
    await ensure({ onProgress: ({ received, total }) => void seen.push(received, total ?? -1) })
    const received = seen.filter((_, i) => i % 2 === 0)
    expect(received).toEqual(received.toSorted((a, b) => a - b))
    expect(seen.slice(-2)).toEqual([300_000, 300_000])
  })
})

describe('a download that is refused', () => {
  const refused: readonly (readonly [string, () => Answer[], RegExp, requests: number])[] = [
    ['not there', () => [status(404)], /answered 404/, 1],
    ['forbidden', () => [status(403)], /answered 403/, 1],
    ['the server is broken', () => [status(500)], /answered 500/, 3],
    [
      'it redirects in a circle',
      () => [status(302, { location: '/again' })],
      /redirects more than 5 times/,
      6,
    ],
    ['it redirects nowhere', () => [status(302)], /without saying where/, 1],
    [
      'it redirects to a local file',
      () => [status(302, { location: 'file:///etc/passwd' })],
      /no address of the web/,
      1,
    ],
    ['it always ends early', () => [part(content, 1000)], /ended after 1000 of 300000|connection broke/, 3],
    [
      'a web page in its place',
      () => [plain(Buffer.from('<html>Log in to this network</html>'))],
      /no HDF5 file/,
      1,
    ],
    [
      'shorter than it says of itself',
      () => [plain(content.subarray(0, 200_000))],
      /200000 bytes long, but says of itself 300000/,
      1,
    ],
    [
      'endless',
      () => [(_, response) => response.writeHead(200, { 'content-length': 5e9 }).write('x')],
      /far more/,
      1,
    ],
    ['packed', () => [plain(content, { 'content-encoding': 'gzip' })], /sends it packed/, 1],
  ]

  test.each(refused)('%s', async (_, answers, reason, count) => {
    const { requests, url } = await from(...answers())
    const { message, details, next, where } = await refusal()
    expect(message).toMatch(reason)
    expect(requests).toHaveLength(count)
    expect(where).toBe(backbone)
    expect(details.join('\n')).toBe(
      `file: ${fileName}\naddress: ${url}/mirror/${fileName}\nput it: ${place()}`,
    )
    expect(next).toBeTruthy()
    expect(existsSync(place())).toBe(false)
  })

  test('it always stalls', async () => {
    const { requests } = await from(part(content, 0, { stalls: true }))
    expect((await refusal(backbone, { patience: impatience })).message).toMatch(/nothing came for 0.5 s/)
    expect(requests).toHaveLength(3)
  })

  test('nobody answers at that address', async () => {
    const { url } = await from(file(content))
    await server?.close()
    vi.stubEnv('NIGHTSWEEP_WEIGHTS_URL', url)
    expect((await refusal()).message).toMatch(/cannot be downloaded.*ECONNREFUSED/)
  })

  test('the right length and the wrong bytes, where Keras publishes a hash', async () => {
    await from(plain(hdf5Like(4_334_752)))
    const { message } = await refusal('MobileNetV3Small')
    expect(message).toMatch(
      /its MD5 is [0-9a-f]{32}, the official file's is d3e8ec802a04aa4fc771ee12a9a9b836/,
    )
  })

  test('a wrong length, where Keras publishes it', async () => {
    await from(plain(content))
    expect((await refusal('MobileNetV2')).message).toMatch(/300000 bytes long, the official file is 9406464/)
    expect((await refusal('MobileNetV3Small')).message).toMatch(/300000 bytes long, not 4334752/)
  })

  test('another file than the first one that was seen, where Keras publishes nothing', async () => {
    await from(plain(content))
    await ensure()
    rmSync(place())
    await from(plain(hdf5Like(300_000, 7)))
    expect((await refusal()).message).toMatch(/that of the first file seen under this name was/)
    await from(plain(content))
    expect(await ensure()).toBe(place())
  })

  test('it cannot be written', async () => {
    await from(plain(content))
    mkdirSync(`${place()}.part/a`, { recursive: true })
    expect(await refusal()).toMatchObject({
      message: expect.stringMatching(/cannot be written/),
      where: `${place()}.part`,
    })
  })

  test('the cache folder cannot be made', async () => {
    writeFileSync(path.join(cache, 'weights'), 'a file')
    await from(plain(content))
    expect((await refusal()).message).toMatch(/cannot be made/)
  })

  test('it is given up when asked to, and goes on later', async () => {
    await from(part(content, 100_000, { stalls: true }))
    const stop = new AbortController()
    const onProgress = ({ received }: { received: number }) => void (received === 100_000 && stop.abort())
    await expect(ensure({ onProgress, signal: stop.signal })).rejects.toThrow(/abort/i)
    const { requests } = await from(file(content))
    await ensure()
    expect(requests.map(({ range }) => range)).toEqual(['bytes=100000-'])
  })
})

describe('in the cache', () => {
  test('a file that is there is not fetched again', async () => {
    const { requests } = await from(file(content))
    await ensure()
    await ensure()
    expect(requests).toHaveLength(1)
  })

  test('a file put there by hand is used if it can be the right one', async () => {
    const { requests } = await from(file(content))
    mkdirSync(path.dirname(place()), { recursive: true })
    writeFileSync(place(), content)
    expect(await ensure()).toBe(place())
    expect(requests).toHaveLength(0)
    writeFileSync(place(), content.subarray(1))
    const error = await refusal()
    expect(error).toMatchObject({ where: place(), message: expect.stringMatching(/not the official/) })
    expect(existsSync(place())).toBe(true)
  })

  test('Pocket has none', async () => {
    expect(await refusal('Pocket')).toMatchObject({ next: expect.stringMatching(/bundled/) })
  })

  test('what is loaded is what was checked', async () => {
    const pure = getBackbone(backbone)
    const graph = pure.build(96)
    const values = someValues(graph)
    const bytes = readFileSync(await kerasFile(kerasLayers(graph, values)))
    await from(file(bytes))
    const loaded = await loadWeights(pure, 'imagenet', 100, 1)
    expect(loaded.preprocessing).toBe('tf')
    expect(loaded.values.get('Conv1/kernel')).toEqual(values.get('Conv1/kernel'))
    await from(file(bytes))
    // Keras has a file of its own for this size.
    await loadWeights(pure, 'imagenet', 96, 1)
    expect(server?.requests[0]?.path).toMatch(/_0\.5_96_no_top\.h5$/)
  })
})

describe('several processes', () => {
  const cli = path.resolve(import.meta.dirname, '../../dist/cli.js')
  const pull = () => {
    const child = spawn(process.execPath, [cli, 'weights', 'pull', backbone], { env: process.env })
    let output = ''
    child.stdout.on('data', text => (output += text))
    child.stderr.on('data', text => (output += text))
    const ended = new Promise<{ code: number | null; output: string }>(resolve =>
      child.once('close', code => resolve({ code, output })),
    )
    return { child, ended }
  }
  /** Takes about a second. */
  const slowly: Answer = (_, response) => {
    response.writeHead(200, { etag: '"one"', 'content-length': content.length })
    const step = content.length / 10
    for (let i = 0; i < 10; i++)
      setTimeout(() => response.write(content.subarray(i * step, (i + 1) * step)), i * 100)
    setTimeout(() => response.end(), 1000)
  }

  test('three at once: one fetches, the others wait and use it', async () => {
    const { requests } = await from(slowly)
    const results = await Promise.all([pull().ended, pull().ended, ensure()])
    expect(results.slice(0, 2)).toMatchObject([{ code: 0 }, { code: 0 }])
    expect(results[2]).toBe(place())
    expect(requests).toHaveLength(1)
    expect(await readdir(path.dirname(place()))).toEqual([fileName, `${fileName}.json`])
  })

  test('one is killed in the middle: the next goes on where it was', async () => {
    await from(part(content, 150_000, { stalls: true }))
    const { child, ended } = pull()
    await vi.waitUntil(
      () => existsSync(`${place()}.part`) && readFileSync(`${place()}.part`).length === 150_000,
      {
        timeout: 20_000,
      },
    )
    child.kill('SIGKILL')
    await ended
    expect(existsSync(`${place()}.lock`)).toBe(true)
    const { requests } = await from(file(content))
    await ensure()
    expect(requests.map(({ range }) => range)).toEqual(['bytes=150000-'])
    expect(readFileSync(place()).equals(content)).toBe(true)
  })
})

test('a password in the address reaches the server, and nobody else', async () => {
  const given: (string | undefined)[] = []
  const noting =
    (answer: Answer): Answer =>
    (request, response) => {
      given.push(request.headers.authorization)
      answer(request, response)
    }
  const { url } = await from(
    noting(status(403)),
    noting(status(302, { location: 'x?token=hidden' })),
    noting(file(content)),
  )
  const secret = url.replace('http://', 'http://me:s3cret@')
  vi.stubEnv('NIGHTSWEEP_WEIGHTS_URL', `${secret}/mirror`)
  const error = await refusal()
  expect(`${error.message} ${error.details.join(' ')} ${error.next}`).not.toMatch(/s3cret|me:/)
  expect(error.details).toContain(`address: ${url}/mirror/${fileName}`)
  const official = officialFile(backbone)
  expect(official && addressOf(official)).toBe(`${url}/mirror/${fileName}`)
  await ensure()
  expect(given).toEqual(Array(3).fill(`Basic ${btoa('me:s3cret')}`))
  const kept = await readdir(path.join(cache, 'weights'))
  for (const name of kept)
    expect(readFileSync(path.join(cache, 'weights', name)).toString('latin1')).not.toMatch(/s3cret|hidden/)
  vi.stubEnv('NIGHTSWEEP_WEIGHTS_URL', 'htp://me:s3cret@mirror?token=hidden')
  const wrong = await refusal('MobileNetV2-0.35')
  expect(`${wrong.message} ${wrong.details.join(' ')}`).not.toMatch(/s3cret|hidden/)
})

test.each(['http://mirror.example', 'http://127.0.0.1.example', 'http://localhost@mirror.example'])(
  'weights are not fetched in the clear from %s',
  async url => {
    vi.stubEnv('NIGHTSWEEP_WEIGHTS_URL', url)
    const error = await refusal()
    expect(error.message).toMatch(
      /is not encrypted: weights are fetched by https, and by http from this machine only/,
    )
  },
)

test('nor is a redirect out of this machine followed in the clear', async () => {
  const { requests } = await from(status(302, { location: 'http://me:s3cret@mirror.example/x' }))
  const error = await refusal()
  expect(error.message).toMatch(/http:\/\/mirror\.example\/x is not encrypted/)
  expect(requests).toHaveLength(1)
})
