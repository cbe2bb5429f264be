import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, test } from 'vitest'
import { proxyFor } from '../../src/weights/proxy.ts'
import { get } from '../../src/weights/request.ts'
import { plain, serve } from './server.ts'

const https = new URL('https://storage.googleapis.com/x')
const http = new URL('http://mirror.lan:8080/x')

test.each<[string, URL, Record<string, string>, string | undefined]>([
  ['none', https, {}, undefined],
  ['for https', https, { HTTPS_PROXY: 'http://proxy:3128' }, 'http://proxy:3128/'],
  ['in small letters, without a scheme', https, { https_proxy: 'proxy:3128' }, 'http://proxy:3128/'],
  ['for the other scheme only', https, { HTTP_PROXY: 'http://proxy:3128' }, undefined],
  ['for http', http, { http_proxy: 'http://proxy:3128' }, 'http://proxy:3128/'],
  [
    'not for an exempt host',
    http,
    { http_proxy: 'http://proxy:3128', no_proxy: 'localhost, mirror.lan' },
    undefined,
  ],
  ['not for what is under it', http, { http_proxy: 'http://proxy:3128', NO_PROXY: '.lan' }, undefined],
  [
    'for a name that only ends alike',
    http,
    { http_proxy: 'http://proxy:3128', NO_PROXY: 'ror.lan' },
    'http://proxy:3128/',
  ],
  ['not for anything', https, { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: '*' }, undefined],
])('the proxy is taken from the environment: %s', (_, url, env, expected) => {
  expect(proxyFor(url, env)?.href).toBe(expected)
})

test('a request goes through the proxy, with its password', async () => {
  const proxy = await serve(plain(Buffer.from('hello')))
  process.env.http_proxy = proxy.url.replace('http://', 'http://me:secret@')
  try {
    const answer = await get('http://we:hidden@localhost:9/file?a=b', { headers: {}, stallMs: 1000 })
    expect(Buffer.concat(await answer.toArray()).toString()).toBe('hello')
    expect(proxy.requests[0]?.path).toBe('http://localhost:9/file?a=b')
  } finally {
    delete process.env.http_proxy
    await proxy.close()
  }
})

test('an encrypted request asks the proxy for a tunnel', async () => {
  const asked: (string | undefined)[] = []
  const proxy = createServer()
  proxy.on('connect', ({ url, headers }, socket) => {
    asked.push(url, headers['proxy-authorization'])
    const onward = connect((proxy.address() as AddressInfo).port, '127.0.0.1')
    onward.on('error', () => undefined)
    socket.on('error', () => undefined)
    socket.end(asked.length > 2 ? 'HTTP/1.1 407 No\r\n\r\n' : 'HTTP/1.1 200 Yes\r\n\r\n')
    onward.destroy()
  })
  await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve))
  process.env.https_proxy = `http://me:secret@127.0.0.1:${(proxy.address() as AddressInfo).port}`
  try {
    const request = () => get('https://nowhere.invalid/x', { headers: {}, stallMs: 1000 })
    // The tunnel leads nowhere, so the encryption fails; the second time the proxy refuses.
    await expect(request()).rejects.toMatchObject({ passing: true })
    await expect(request()).rejects.toThrow(/proxy 127\.0\.0\.1:\d+ answered 407 for nowhere\.invalid:443/)
    expect(asked.slice(0, 2)).toEqual(['nowhere.invalid:443', `Basic ${btoa('me:secret')}`])
  } finally {
    delete process.env.https_proxy
    proxy.close()
  }
})
