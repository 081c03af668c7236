import { setTimeout as pause } from 'node:timers/promises'
import type { Numbers } from '../acts/choose.ts'
import { near, pick } from '../acts/choose.ts'

/** What administrators do. Those that make something give it a mark by which it is found again. */
type What = keyof typeof acts | 'import'

/** What was sent: in which batch it was told to be done, or null where no answer came. `size`: of what it made, if that is known. */
export type Deed = { what: What; mark: string; batchId: number | null; size: number | null }

/** What there was when they came, and the batches that one of them was told of since. */
export type Known = {
  users: number[]
  teams: number[]
  groups: number[]
  companies: number[]
  targets: number[]
  told: number[]
}

type Confirm = { enrolls: number; ends: number }

/** What is read of an answer, whatever it is to. */
type Answer = {
  status: number
  body: {
    id?: number
    code?: string
    state: string
    batchId?: number | null
    outcome?: { batchId: number }
    excluded?: number
    confirm?: Confirm
    plan?: { confirm: Confirm } | null
  }
}

type Request = { method: string; path: string; body?: object; makes?: number }

/** How often an import is looked at before somebody gives up, and how long an answer may take. */
const looks = 60
const mostPatience = 60_000

const acts = {
  hire: ({ companies, teams, groups }, { a, b, c }, mark) => ({
    method: 'POST',
    path: '/users',
    body: {
      name: mark,
      email: `${mark}@example.com`,
      companyId: near(companies, a),
      teamIds: [near(teams, b)],
      groupIds: [near(groups, c)],
    },
    makes: 3,
  }),
  rule: ({ teams, targets }, { a, b }, name) => ({
    method: 'POST',
    path: '/rules',
    body: {
      name,
      state: 'active',
      criteria: [{ kind: 'team', ids: [near(teams, a)], negated: b % 4 === 0 }],
      targetIds: targets.slice(0, 2),
      onLeaving: pick(['keep', 'withdraw', null], b),
    },
    makes: 3,
  }),
  exclude: ({ users, targets }, { a, b, c }, reason) => ({
    method: 'POST',
    path: '/exclusions',
    body: { userIds: some(users, a, c), activityIds: [near(targets, b)], reason, until: null },
  }),
  join: ({ users, teams }, { a, b, c }) => ({
    method: 'POST',
    path: `/teams/${near(teams, b)}/members`,
    body: { userIds: some(users, a, c) },
  }),
  leave: ({ users, teams }, { a, b, c }) => ({
    method: 'DELETE',
    path: `/teams/${near(teams, b)}/members`,
    body: { userIds: some(users, a, c) },
  }),
  enroll: ({ users, targets }, { a, b, c }) => ({
    method: 'POST',
    path: '/enrollments',
    body: { userIds: some(users, a, c), activityIds: [near(targets, b)] },
  }),
  end: ({ users, targets }, { a, b, c }) => ({
    method: 'POST',
    path: '/enrollments/end',
    body: { userIds: some(users, a, c), activityIds: [near(targets, b)] },
  }),
  assign: ({ teams, targets }, { a, b, c }) => ({
    method: 'PATCH',
    path: `/organisation/teams/${near(teams, a)}/assignments`,
    body: { add: [{ targetId: near(targets, b), onLeaving: pick(['keep', 'withdraw', null], c) }] },
  }),
  archive: ({ teams }, { a, b }) => ({
    method: 'POST',
    path: `/teams/${near(teams, a)}/${pick(['archive', 'restore'], b)}`,
    body: {},
  }),
  edit: ({ users, companies }, { a, b, c }) => ({
    method: 'PATCH',
    path: '/users',
    body: {
      userIds: some(users, a, c),
      ...pick([{ language: 'nl' }, { language: 'en' }, { companyId: companies[0] }], b),
    },
  }),
  undo: ({ told }, { b, c }) => ({
    method: 'POST',
    path: `/batches/${told.at(-1 - (b % 4)) ?? 0}/undo`,
    body: { started: pick(['keep', 'withdraw'], c) },
  }),
} satisfies Record<string, (known: Known, numbers: Numbers, mark: string) => Request>

const everyAct = Object.keys(acts) as Array<keyof typeof acts>

function some(users: readonly number[], first: number, count: number): number[] {
  return [...new Set(Array.from({ length: 1 + (count % 4) }, (_, nth) => near(users, first + nth)))]
}

/**
 * An administrator at a browser: acts over HTTP, now at one server and now at another, mostly after asking what it would do, and
 * remembers what was answered. A server may die at any moment: then nobody knows whether the act was done.
 */
export class Administrator {
  readonly userId: number
  readonly deeds: Deed[] = []
  /** How many acts were foreseen before they were asked for. */
  foreseen = 0
  private readonly urls: readonly string[]
  private readonly known: Known
  private readonly signIn: () => Promise<string>
  private token = ''
  private stopping = false
  private asked = 0
  private fault: unknown
  private readonly acting: Promise<void>

  /** `signIn` answers a session, also after somebody has put the administrator away. */
  constructor(input: {
    userId: number
    urls: readonly string[]
    known: Known
    steps: readonly Numbers[]
    signIn: () => Promise<string>
  }) {
    this.userId = input.userId
    this.urls = input.urls
    this.known = input.known
    this.signIn = input.signIn
    this.acting = this.actOn(input.steps).catch((error: unknown) => {
      this.fault = error
    })
  }

  /** Throws the fault that it met, if it did. */
  refuseFaults(): void {
    if (this.fault) throw this.fault
  }

  /** Lets the act at hand end. */
  async stop(): Promise<void> {
    this.stopping = true
    await this.acting
    this.refuseFaults()
  }

  private async actOn(steps: readonly Numbers[]): Promise<void> {
    for (const [nth, numbers] of steps.entries()) {
      if (this.stopping) return
      const mark = `mark-${this.userId}-${nth}`
      if (nth % 16 === 9) await this.import(mark)
      else await this.act(nth % 6 === 4 ? 'undo' : pick(everyAct, numbers.a), mark, numbers)
    }
  }

  private async act(what: keyof typeof acts, mark: string, numbers: Numbers): Promise<void> {
    const request: Request = acts[what](this.known, numbers, mark)
    const foreseen = numbers.c % 3 > 0 ? await this.ask({ ...request, path: `/preview${request.path}` }) : undefined
    if (foreseen?.status === 200) this.foreseen += 1
    let answer = await this.ask(confirming(request, foreseen?.body.confirm))
    // It would do much, or more than was foreseen: who reads the numbers and agrees sends them along.
    if (answer?.status === 409 && answer.body.code === 'confirm') {
      answer = await this.ask(confirming(request, answer.body.confirm))
    }
    if (answer && answer.status !== 200) return
    const batchId = answer?.body.outcome?.batchId ?? answer?.body.batchId ?? null
    this.note({
      what,
      mark,
      batchId,
      size: request.makes ?? (what === 'exclude' ? (answer?.body.excluded ?? null) : null),
    })
  }

  /** A file of two people and their team: uploaded, looked at until it is checked, and started. */
  private async import(mark: string): Promise<void> {
    const people = [1, 2].map((nth) => `${mark} ${nth};${mark}.${nth}@example.com;First;teams 1`)
    const file = ['Name;E-mail;Company;Teams', ...people].join('\n')
    const path = '/imports?fileName=people.csv&action=users'
    const upload = await this.ask({ method: 'POST', path, body: Buffer.from(file) })
    if (upload?.status !== 200) return
    const at = `/imports/${upload.body.id}`
    const open = await this.lookUntil(at, (state) => state !== 'reading' && state !== 'checking')
    if (!open?.plan) return
    const started = await this.ask(confirming({ method: 'POST', path: `${at}/start`, body: {} }, open.plan.confirm))
    if (started && started.status !== 200) return
    const done = started && (await this.lookUntil(at, (state) => state !== 'starting'))
    if (done?.state === 'open') return
    this.note({ what: 'import', mark, batchId: done?.batchId ?? null, size: 3 })
  }

  private async lookUntil(path: string, isThere: (state: string) => boolean): Promise<Answer['body'] | undefined> {
    for (let look = 0; look < looks && !this.stopping; look += 1) {
      const answer = await this.ask({ method: 'GET', path })
      if (answer?.status === 200 && isThere(answer.body.state)) return answer.body
      await pause(100)
    }
    return undefined
  }

  private note(deed: Deed): void {
    this.deeds.push(deed)
    if (deed.batchId !== null) this.known.told.push(deed.batchId)
  }

  /** Asks one server after the other. Answers nothing when nobody knows what came of it. */
  private async ask(request: Request): Promise<Answer | undefined> {
    const answer = await this.reach(request)
    const said = await answer?.json().catch(() => undefined)
    if (!answer || said === undefined || answer.status === 503) {
      await pause(50)
      return undefined
    }
    if (answer.status === 500) throw new Error(`${request.method} ${request.path} answered ${JSON.stringify(said)}`)
    if (answer.status === 401) this.token = await this.signIn()
    return { status: answer.status, body: said as Answer['body'] }
  }

  /** A server that is not there was asked nothing: then it is the other's turn. */
  private async reach({ method, path, body }: Request): Promise<Response | undefined> {
    const isFile = Buffer.isBuffer(body)
    const headers = {
      cookie: `muster_session=${this.token}`,
      'x-muster': '1',
      'content-type': isFile ? 'application/octet-stream' : 'application/json',
    }
    while (!this.stopping) {
      this.asked += 1
      try {
        return await fetch(`${pick(this.urls, this.asked)}/api${path}`, {
          method,
          headers,
          ...(body && { body: isFile ? new Uint8Array(body) : JSON.stringify(body) }),
          signal: AbortSignal.timeout(mostPatience),
        })
      } catch (error) {
        if (!isRefused(error)) return undefined
        await pause(20)
      }
    }
    return undefined
  }
}

function confirming(request: Request, confirm: Confirm | undefined): Request {
  if (!confirm) return request
  const { enrolls, ends } = confirm
  return { ...request, body: { ...request.body, confirm: { enrolls, ends } } }
}

function isRefused(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  return typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'ECONNREFUSED'
}
