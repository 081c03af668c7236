import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { text } from 'node:stream/consumers'

// Serves the gallery with the same content security policy as the product, and answers what its pages ask.

const types: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}
const firstNames = ['Ann', 'Bo', 'Cem', 'Dina', 'Eva', 'Farid', 'Greet', 'Hugo', 'Ines', 'Jort', 'Kaya', 'Lars']
const lastNames = [
  'de Vries',
  'Smit',
  'Yıldız',
  'Okafor',
  'van den Berg',
  'Jansen',
  'Weber',
  'Petit',
  'Bakker',
  'Visser',
]
const titles = [
  'Forklift basics',
  'First aid',
  'Working safely at height',
  'Fire safety',
  'Privacy at work',
  'Hygiene in the kitchen',
]

const companyNames = ['Rakema Logistics', 'Oostveen Foods', 'Nordlicht Service', 'Atelier Vasse']
const people = Array.from({ length: 2500 }, (_, place) => {
  const name = `${firstNames[place % 12]} ${lastNames[Math.floor(place / 12) % 10]}`
  return {
    id: place + 1,
    name,
    email: `${name
      .toLowerCase()
      .normalize('NFKD')
      .replace(/[^a-z]+/g, '.')}${place + 1}@example.com`,
    employeeNumber: String(10_000 + place),
    role: 'learner',
    status: place % 17 === 3 ? 'inactive' : 'active',
    company: { id: (place % 4) + 1, name: companyNames[place % 4] },
    department: place % 5 === 4 ? null : { id: 7, name: ['Warehouse', 'Night shift', 'Kitchen', 'Office'][place % 4] },
    manager: null,
    language: 'en',
    addedOn: new Date(Date.now() - place * 86_400_000).toISOString().slice(0, 10),
    enrollments: (place * 7) % 23,
    already: false,
    excluded: false,
  }
})
const activities = titles.flatMap((title, place) =>
  ['', ' – refresher', ' for team leads'].map((more, part) => ({
    id: place * 3 + part + 1,
    title: title + more,
    type: ['e-learning', 'classroom', 'video'][part],
    languages: ['en'],
    participants: 12,
    completed: 3,
    archived: false,
    already: place === 1,
    excluded: false,
  })),
)
const named = (names: string[]) =>
  names.map((name, place) => ({
    id: place + 1,
    name,
    members: 20,
    assignments: 2,
    archived: false,
    company: null,
    parent: null,
    above: [],
  }))

const session = {
  academy: { name: 'Rakema Academy', language: 'en', timeZone: 'Europe/Amsterdam', today: '2026-06-01', mailOn: true },
  user: {
    id: 1,
    name: 'Sanne Admiraal',
    email: 'admin@example.com',
    role: 'administrator',
    language: 'en',
    isManager: true,
  },
}

/** Serves a built gallery (`vite build --mode gallery`) on a free port of this machine. */
export async function serveGallery(built: string): Promise<{ url: string; close: () => Promise<void> }> {
  const server: Server = createServer((request, response) => void answer(built, request, response))
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  const at = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${at}`,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections()
        server.close(() => closed())
      }),
  }
}

async function answer(built: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://gallery')
  if (url.pathname.startsWith('/api/')) return answerApi(request, url, response)
  const path = normalize(join(built, url.pathname))
  const type = types[extname(path)]
  if (type && path.startsWith(built)) {
    response.setHeader('content-type', type).end(await readFile(path).catch(() => ''))
    return
  }
  const nonce = randomBytes(16).toString('base64')
  const page = await readFile(join(built, 'kit/gallery/index.html'), 'utf8')
  response
    .setHeader('content-type', 'text/html; charset=utf-8')
    .setHeader('content-security-policy', policy(nonce))
    .end(page.replace('__CSP_NONCE__', nonce))
}

function policy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "object-src 'none'",
  ].join('; ')
}

async function answerApi(request: IncomingMessage, url: URL, response: ServerResponse): Promise<void> {
  const path = url.pathname.slice(4)
  const send = (body: unknown, status = 200) =>
    response
      .writeHead(status, { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' })
      .end(JSON.stringify(body))
  const problem = (status: number, code: string, detail: string, errors: unknown[] = []) =>
    send({ type: `/api/problems#${code}`, title: 'Problem', status, code, detail, errors }, status)

  const company = url.searchParams.get('companyId')
  if (company === '902') return
  if (company === '903') return void problem(503, 'not-ready', 'Muster is starting. Try again in a moment.')
  if (company === '901') return void send(pageOf([], url))
  if (path === '/session') return void send(session)
  if (path === '/companies') return void send(pageOf(named(companyNames), url))
  if (path === '/teams')
    return void send(pageOf(named(['Warehouse', 'Night shift', 'Returns', 'Emergency response']), url))
  if (path === '/activities') return void send(pageOf(activities, url))
  if (path === '/users/by-email') {
    const { emails } = JSON.parse(await text(request)) as { emails: string[] }
    const users = people.filter((one) => emails.includes(one.email))
    return void send({ users, unknown: emails.filter((email) => !users.some((one) => one.email === email)) })
  }
  if (path === '/users' && request.method === 'POST') {
    return void problem(409, 'email-taken', 'Ann de Vries has this e-mail address.', [
      { field: 'email', message: 'Ann de Vries has this e-mail address.' },
    ])
  }
  if (path === '/users') return void send(pageOf(people, url))
  const one = people[Number(/^\/users\/(\d+)$/.exec(path)?.[1]) - 1]
  if (!one) return void problem(404, 'not-found', 'There is no such user, or you may not see it.')
  if (request.method === 'PATCH' && (await text(request)).includes('Forklift basics"'))
    return void problem(409, 'conflict', 'Somebody changed this meanwhile.')
  const teams = named(['Warehouse', 'Night shift'])
  send({
    ...one,
    manager: { id: 2, name: 'Bo Smit' },
    teams,
    functions: [],
    groups: [],
    qualifications: [],
    reports: 0,
    canSignIn: true,
    batchId: 7,
  })
}

function pageOf<Item extends { name?: string; title?: string }>(all: Item[], { searchParams: asked }: URL) {
  const words = asked.get('search')?.toLowerCase() ?? ''
  const sort = asked.get('sort') ?? ''
  const matching = all.filter((one) => (one.name ?? one.title ?? '').toLowerCase().includes(words))
  if (sort === 'name' || sort === '-name') matching.sort((a, b) => (a.name ?? '').localeCompare(b.name ?? ''))
  if (sort.startsWith('-')) matching.reverse()
  const at = Number(asked.get('after') ?? Number(asked.get('at') ?? 1) - 1)
  return {
    items: matching.slice(at, at + 50),
    total: matching.length,
    from: matching.length === 0 ? 0 : at + 1,
    next: at + 50 < matching.length ? String(at + 50) : null,
    previous: at > 0 ? String(at - 50) : null,
  }
}
