import { readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import send from '@fastify/send'
import files from '@fastify/static'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { nothingHere, sendProblem } from './edge.ts'
import { allowPage } from './safety.ts'

// The library's table of types is older than RFC 9239, which made this the one name for scripts.
send.mime.define({ 'text/javascript': ['js'] }, true)

/**
 * Serves the built screens, packed where the build packed them. Whatever address is not a file is the page itself, which
 * reads the address in the browser.
 */
export async function serveWebFiles(http: FastifyInstance, folder: string): Promise<void> {
  const page = await readFile(join(folder, 'index.html'), 'utf8')
  const assets = join(folder, 'assets', sep)
  await http.register(files, {
    root: folder,
    // Each file there is at the start has its own route, and nothing else in the folder or around it can be asked for.
    wildcard: false,
    globIgnore: ['index.html*', '**/*.br', '**/*.gz'],
    preCompressed: true,
    cacheControl: false,
    // The name of what stands in assets/ carries a hash of its content.
    setHeaders: (reply, path) =>
      void reply.header('cache-control', path.startsWith(assets) ? 'public, max-age=31536000, immutable' : 'no-cache'),
  })
  http.get('/*', async (request, reply) => {
    if (!isPage(request)) return sendProblem(reply, nothingHere(request))
    const nonce = allowPage(reply)
    return reply
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(page.replaceAll('__CSP_NONCE__', nonce))
  })
}

/**
 * A person went to an address of the screens; a program that wants a picture or data did not. The first word of an address
 * says which: `/favicon.ico` would be a file, `/users/1.5` what somebody made of a page's.
 */
export function isPage({ url, headers: { accept = '' } }: Pick<FastifyRequest, 'url' | 'headers'>): boolean {
  const [, first = ''] = (url.split('?')[0] ?? '').split('/')
  const isOfPrograms = first === 'api' || first === 'assets' || first.includes('.')
  return !isOfPrograms && (accept.includes('text/html') || accept.includes('*/*'))
}
