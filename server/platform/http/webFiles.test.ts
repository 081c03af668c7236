import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { packFolder } from '../../../scripts/pack.ts'
import { silentLog } from '../log.ts'
import { openHttp } from './http.ts'
import { serveWebFiles } from './webFiles.ts'

const script = `console.log(${JSON.stringify('muster '.repeat(500))})`
const page = '<!doctype html><meta name="csp-nonce" content="__CSP_NONCE__"><div id="root"></div>'
const http = await openHttp({ log: silentLog, publicUrl: 'http://localhost:3000' })
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-web-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), page)
  await writeFile(join(folder, 'favicon.svg'), '<svg/>')
  await writeFile(join(folder, 'assets', 'main-abc123.js'), script)
  await packFolder(folder)
  await serveWebFiles(http, folder)
  await http.ready()
})
afterAll(async () => {
  await http.close()
  await rm(folder, { recursive: true })
})

const browser = { accept: 'text/html,*/*;q=0.8' }
const get = (url: string, headers: Record<string, string> = {}) => http.inject({ url, headers })

test.each(['/', '/users', '/users/7/enrollments', '/?from=mail', '/users/1.5', '/users/ann.smith?tab=a.b'])(
  '%s is the page',
  async (address) => {
    const answer = await get(address, browser)
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(answer.body).toContain('<div id="root">')
  },
)

test.each(['/courses/%zz', '/courses/%ff'])(
  '%s, which no browser can read, leads to the page that says so',
  async (address) => {
    const { statusCode, headers } = await get(address, browser)
    expect(statusCode).toBe(302)
    expect((await get(String(headers.location), browser)).body).toContain('<div id="root">')
  },
)

test('the policy allows no inline script, and styles only with a nonce that is new each time', async () => {
  const nonces = await Promise.all(
    [1, 2].map(async () => {
      const { headers, body } = await get('/', browser)
      const nonce = /content="([^"]+)"/.exec(body)?.[1]
      expect(String(headers['content-security-policy']).replaceAll(';', '; ')).toBe(
        `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; ` +
          "font-src 'self'; connect-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; " +
          "form-action 'self'",
      )
      return nonce
    }),
  )
  expect(nonces[0]).toMatch(/^[A-Za-z0-9+/]{22}==$/)
  expect(nonces[0]).not.toBe(nonces[1])
})

test('what carries a hash in its name is kept for ever; the rest is asked for again', async () => {
  const asset = await get('/assets/main-abc123.js')
  expect(asset.headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'accept-encoding',
  })
  const icon = await get('/favicon.svg')
  expect(icon.headers).toMatchObject({ 'content-type': 'image/svg+xml', 'cache-control': 'no-cache' })
  const again = await get('/favicon.svg', { 'if-none-match': String(icon.headers.etag) })
  expect([again.statusCode, again.body]).toEqual([304, ''])
})

test('text is sent compressed to those who can read that', async () => {
  const plain = await get('/assets/main-abc123.js')
  expect([plain.headers['content-encoding'], plain.body]).toEqual([undefined, script])
  const br = await get('/assets/main-abc123.js', { 'accept-encoding': 'gzip, deflate, br' })
  expect(br.headers['content-encoding']).toBe('br')
  expect(brotliDecompressSync(br.rawPayload).toString()).toBe(script)
  const zipped = await get('/assets/main-abc123.js', { 'accept-encoding': 'gzip' })
  expect(zipped.headers['content-encoding']).toBe('gzip')
  expect(gunzipSync(zipped.rawPayload).toString()).toBe(script)
})

test.each([
  ['an asset of an older release', '/assets/main-old.js', {}],
  ['the same, asked as scripts ask', '/assets/main-old.js', { accept: '*/*' }],
  ['the assets themselves', '/assets', browser],
  ['the API itself', '/api', browser],
  ['a file that is none of ours', '/../package.json', browser],
  ['the same, written otherwise', '/..%2fpackage.json', browser],
  ['an address of the API', '/api/nothing', browser],
  ['what only a program asks for', '/users', { accept: 'application/json' }],
])('%s is not found', async (_, address, headers) => {
  const answer = await get(address, headers)
  expect(answer.statusCode).toBe(404)
  expect(answer.headers['content-type']).toContain('application/problem+json')
})
