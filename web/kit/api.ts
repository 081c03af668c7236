import type { z } from 'zod'
import { type Operation, problemBody } from '../../server/platform/contract.ts'
import { say } from './said.ts'

/** How many people an act would enroll, in how many enrollments, and how many it would end. */
export type Numbers = { enrolls: number; begins: number; ends: number }

/** What somebody agrees to: the numbers, and the preview that they saw. */
export type Confirmed = Numbers & { previewId?: number }

/** The numbers of an act that was refused: because it is much, or because it is not what somebody saw. */
export type Unconfirmed = Numbers & { isMuch: boolean }

/** What the server says is wrong with one field of a form. */
export type FieldError = { field: string; message: string }

/** A refusal a person can act on: the body of an `application/problem+json` answer, its sentences in the screen's language. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: string
  readonly errors: FieldError[]
  /** What has to be confirmed first, where that is the problem. */
  readonly confirm: Unconfirmed | undefined

  constructor(status: number, code: string, sentence: string, errors: FieldError[] = [], confirm?: Unconfirmed) {
    super(sentence)
    this.name = 'ApiProblem'
    this.status = status
    this.code = code
    this.errors = errors
    this.confirm = confirm
  }
}

type Part<Name extends string, Schema extends z.ZodType> =
  undefined extends z.input<Schema> ? { [name in Name]?: z.input<Schema> } : { [name in Name]: z.input<Schema> }

/** What an operation is called with: its path parameters, query and body, each only if it takes one. */
export type InputOf<Op extends Operation> = Part<'params', Op['params']> &
  Query<Op['query']> &
  Part<'body', Op['body']> &
  Seen
/** The version that was seen of what is edited: refused when there is a newer one. */
type Seen = { version?: string | undefined }
type Query<Schema extends z.ZodType> = { query?: Partial<z.input<Schema>> | undefined }

export type ResponseOf<Op extends Operation> = z.output<Op['response']>

/**
 * The one way to the server: calls an operation of a contract. The answer is parsed with the contract's
 * schema, so a screen never meets a shape it does not know; a refusal is thrown as `ApiProblem`.
 *
 *     const page = await call(listUsers, { query: { search: 'ann', sort: 'name' } })
 *     const user = await call(editUser, { params: { userId }, body: { name } })
 *     await call(signOut)
 */
export async function call<Op extends Operation>(
  operation: Op,
  ...[input, signal]: Record<never, never> extends InputOf<Op>
    ? [InputOf<Op>?, AbortSignal?]
    : [InputOf<Op>, AbortSignal?]
): Promise<ResponseOf<Op>> {
  const given = (input ?? {}) as Given
  // Whoever says what was agreed to shows it as well, and what it is by now.
  let agreed = confirmedIn(given)
  const isAskedHere = agreed === undefined
  agreed ??= hooks.foreseen(operation, given)
  for (;;) {
    try {
      return await send(
        operation,
        agreed ? { ...given, body: { ...(given.body as object), confirm: agreed } } : given,
        signal,
      )
    } catch (problem) {
      if (!isAskedHere || !isUnconfirmed(problem)) throw problem
      hooks.outdated()
      if (!(await hooks.confirm(problem.confirm))) throw new ApiProblem(0, 'not-confirmed', 'Nothing was changed.')
      const { enrolls, begins, ends } = problem.confirm
      // What happened meanwhile may have changed it again: then it is asked about again.
      agreed = { enrolls, begins, ends }
    }
  }
}

const confirmedIn = ({ body }: Given) => (body as { confirm?: Confirmed | null } | undefined)?.confirm ?? undefined

/** Refused until somebody agrees to what the act does by now. */
export function isUnconfirmed(fault: unknown): fault is ApiProblem & { confirm: Unconfirmed } {
  return fault instanceof ApiProblem && fault.code === 'confirm' && fault.confirm !== undefined
}

/** What there is to tell of a fault: nothing where one was asked and did not agree, or is asked in the sheet that shows it. */
export function toTell(fault: unknown): unknown {
  const isKnown = isUnconfirmed(fault) || (fault instanceof ApiProblem && fault.code === 'not-confirmed')
  return isKnown ? undefined : fault
}

type Given = {
  params?: Values | undefined
  query?: Values | undefined
  body?: unknown
  file?: Blob
  version?: string | undefined
}

/**
 * Sends a file, as it is, to an operation that takes one. What is larger than it takes is not sent at all.
 *
 *     const head = await upload(uploadFile, { query: { fileName: file.name } }, file)
 */
export function upload<Op extends Operation>(
  operation: Op,
  { query }: Query<Op['query']>,
  file: Blob,
): Promise<ResponseOf<Op>> {
  if (file.size > operation.uploads) {
    const about = { megabytes: Math.floor(operation.uploads / 1024 / 1024) }
    const sentence = say([{ key: 'http.file-too-large', about }], `A file has at most ${about.megabytes} MB.`)
    return Promise.reject(new ApiProblem(413, 'too-large', sentence))
  }
  return send(operation, { query, file })
}

/** What a person can correct, or may not see: asked again it is refused again. */
export function isRefusal(fault: unknown): boolean {
  return fault instanceof ApiProblem && fault.status > 0 && fault.status < 500
}

/** Refused for how things stand by now: something is gone, archived, taken, or another than was seen. */
export function isConflict(fault: unknown): boolean {
  return fault instanceof ApiProblem && [404, 409, 412].includes(fault.status)
}

/** Refused since somebody else was there first: what is on the screen is not how it stands any more. */
export function isOvertaken(fault: unknown): boolean {
  return fault instanceof ApiProblem && overtaken.has(fault.code)
}

const overtaken: ReadonlySet<string> = new Set([
  'changed-meanwhile',
  'assigned-already',
  'ended-already',
  'undone-already',
])

type Hooks = {
  /** What is shown of exactly this act, to which whoever does it agrees; nothing where that is not foreseen. */
  foreseen: (operation: Operation, input: Given) => Confirmed | undefined
  /** An act was refused as it is by now: what is shown, of this act or others, is of before. */
  outdated: () => void
  /** Asks the one who does it to confirm the numbers of an act that does much, or not what they saw. */
  confirm: (numbers: Unconfirmed) => Promise<boolean>
  /** A read is refused because the session ended. A refused write stays on its screen, with what was filled in. */
  signedOut: () => void
}

/** What the app does about calls, which know nothing of it. */
export const hooks: Hooks = {
  foreseen: () => undefined,
  outdated: () => undefined,
  confirm: async () => false,
  signedOut: () => undefined,
}

async function send<Op extends Operation>(
  operation: Op,
  { params, query, body, file, version }: Given,
  signal?: AbortSignal,
): Promise<ResponseOf<Op>> {
  const answer = await fetch(addressOf(operation, { params, query }), {
    method: operation.method,
    headers: {
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(file && { 'content-type': 'application/octet-stream' }),
      // Together with the SameSite cookie this is what a forged form from another site cannot send.
      ...(operation.method !== 'GET' && { 'x-muster': '1' }),
      ...(version !== undefined && { 'if-match': version }),
    },
    credentials: 'same-origin',
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(file && { body: file }),
    ...(signal && { signal }),
  }).catch((fault: unknown) => {
    if (signal?.aborted) throw fault
    throw new ApiProblem(0, 'unreachable', 'The server cannot be reached.')
  })
  if (!answer.ok) throw await problemOf(answer, operation)
  const tag = answer.headers.get('etag')
  if (tag && operation.version) versions.set(pathOf(operation.path, params), tag)
  return operation.response.parse(await answer.json()) as ResponseOf<Op>
}

/** The versions of what was read last, by its path. */
const versions = new Map<string, string>()

/**
 * Which version of a thing was read last, to say with an edit of it.
 *
 *     call(editUser, { params, body, version: versionAt(readUser, params) })
 */
export function versionAt({ path }: Operation, params: Values = {}): string | undefined {
  return versions.get(pathOf(path, params))
}

type Values = Record<string, unknown>

/** Where an operation is answered; also for a link that the browser follows by itself. */
export function addressOf({ path }: Operation, { params, query }: Pick<Given, 'params' | 'query'>): string {
  return `/api${pathOf(path, params)}${queryString(query)}`
}

type Hearing<Message> = {
  /** Each message; answering false ends it. */
  hear: (message: Message) => boolean
  /** The server refused, or is gone for good: nothing more will be heard. */
  lost?: () => void
}

/**
 * Listens to an operation that streams. The browser connects anew where the connection breaks. Answers how to stop.
 *
 *     const stop = listen(followBatch, { params: { batchId } }, { hear: (outcome) => outcome.state === 'running' })
 */
export function listen<Op extends Operation<z.ZodType, z.ZodType, z.ZodType, z.ZodType, true>>(
  operation: Op,
  input: InputOf<Op>,
  { hear, lost }: Hearing<ResponseOf<Op>>,
): () => void {
  const source = new EventSource(addressOf(operation, input as Given))
  source.onmessage = ({ data }) => {
    const message = operation.response.parse(JSON.parse(String(data))) as ResponseOf<Op>
    if (!hear(message)) source.close()
  }
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED) lost?.()
  }
  return () => source.close()
}

function pathOf(path: string, params: Values = {}): string {
  return path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])))
}

/** Has the browser fetch a file by itself, into its downloads. */
export function download(operation: Operation, input: Pick<Given, 'params' | 'query'>): void {
  const link = document.createElement('a')
  link.href = addressOf(operation, input)
  link.download = ''
  link.click()
}

/** Undefined, null and empty values are left out; lists are repeated. */
function queryString(query: Values = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((one) => one !== undefined && one !== null && one !== '')
      .map((one) => [name, String(one)]),
  )
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`
}

async function problemOf(answer: Response, operation: Operation): Promise<ApiProblem> {
  const told = problemBody.safeParse(await answer.json().catch(() => undefined))
  if (answer.status === 401 && operation.method === 'GET') hooks.signedOut()
  if (!told.success) return new ApiProblem(answer.status, 'fault', `The server answered ${answer.status}.`)
  const { code, detail, said = [], errors = [], confirm } = told.data
  const about = Map.groupBy(said, ({ field }) => field)
  const inFields = errors.map(({ field, message }) => ({ field, message: say(about.get(field) ?? [], message) }))
  return new ApiProblem(answer.status, code, say(said, detail), inFields, confirm)
}
