import http from 'node:http'
import https from 'node:https'
import tls from 'node:tls'

type Environment = Readonly<Record<string, string | undefined>>

/** The proxy that the environment names for an address ($HTTPS_PROXY, $HTTP_PROXY, $NO_PROXY). */
export function proxyFor(url: URL, env: Environment = process.env): URL | undefined {
  const named = (name: string) => env[name] || env[name.toUpperCase()]
  const proxy = url.protocol === 'https:' ? named('https_proxy') : named('http_proxy')
  if (!proxy || isExempt(url, named('no_proxy') ?? '')) return undefined
  const address = proxy.includes('://') ? proxy : `http://${proxy}`
  return URL.canParse(address) ? new URL(address) : undefined
}

/** `no_proxy` is a list of hosts; a host stands for everything under it. */
function isExempt({ hostname }: URL, list: string): boolean {
  return list
    .split(/[\s,]+/)
    .filter(item => item !== '')
    .map(item => item.replace(/^\*?\./, '').replace(/:\d+$/, ''))
    .some(host => host === '*' || hostname === host || hostname.endsWith(`.${host}`))
}

/** A request that is not sent yet, through the proxy if there is one. */
export async function openRequest(
  url: URL,
  options: https.RequestOptions,
  proxy = proxyFor(url),
): Promise<http.ClientRequest> {
  if (url.protocol === 'http:') return proxy ? forwarded(url, proxy, options) : http.request(url, options)
  if (!proxy) return https.request(url, options)
  const socket = await tunnel(url, proxy, options)
  // Given any agent, Node asks that for a connection instead.
  return https.request(url, { ...options, defaultPort: 443, createConnection: () => socket })
}

function forwarded(url: URL, proxy: URL, options: http.RequestOptions): http.ClientRequest {
  const headers = {
    host: url.host,
    ...authorization(proxy, 'proxy-authorization'),
    ...authorization(url, 'authorization'),
    ...options.headers,
  }
  const path = `${url.origin}${url.pathname}${url.search}`
  return http.request(proxy, { ...options, path, headers })
}

/** An encrypted connection through the proxy, which sees only where it goes. */
function tunnel(url: URL, proxy: URL, { signal, timeout }: http.RequestOptions): Promise<tls.TLSSocket> {
  const place = `${url.hostname}:${url.port || 443}`
  const { request } = proxy.protocol === 'https:' ? https : http
  return new Promise((resolve, reject) => {
    const headers = { host: place, ...authorization(proxy, 'proxy-authorization') }
    const connect = request(proxy, { method: 'CONNECT', path: place, headers, signal, timeout, agent: false })
    connect.once('connect', ({ statusCode }, socket) => {
      if (statusCode !== 200) {
        socket.destroy()
        return reject(new Error(`the proxy ${proxy.host} answered ${statusCode} for ${place}`))
      }
      const secure = tls.connect({ socket, servername: url.hostname })
      secure.once('secureConnect', () => {
        secure.off('error', reject)
        resolve(secure)
      })
      secure.once('error', reject)
    })
    connect.once('timeout', () => connect.destroy(new Error(`the proxy ${proxy.host} does not answer`)))
    connect.once('error', reject)
    connect.end()
  })
}

function authorization({ username, password }: URL, header: string): http.OutgoingHttpHeaders {
  if (username === '') return {}
  const both = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { [header]: `Basic ${Buffer.from(both).toString('base64')}` }
}
