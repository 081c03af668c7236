import { z } from 'zod'
import { tidyEmail, tidyLine, tidyProse } from './tidy.ts'

export { tidyEmail, tidyLine, tidyProse }

/**
 * One HTTP operation, written once: the server validates and documents with it, the web app calls and parses with it.
 * `path` is below `/api` and names its parameters as `:userId`.
 */
export type Operation<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Response extends z.ZodType = z.ZodType,
  Streams extends boolean = boolean,
> = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: `/${string}`
  readonly summary: string
  /** It changes facts by one act, which can be asked for its impact first: see `previewOf`. */
  readonly previews: boolean
  /** It answers not once but whenever there is something to tell: a stream of server-sent events, each a `response`. */
  readonly streams: Streams
  /** It answers a file. */
  readonly downloads: boolean
  /** It takes a file, as it is, of so many bytes at most; 0 where it takes none. */
  readonly uploads: number
  /**
   * What it reads or edits, by the parameter that names it: its version is answered as an entity tag, and an edit that says
   * `If-Match` is refused when there is a newer one.
   */
  readonly version: { readonly of: string; readonly by?: string } | null
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly response: Response
}

/** What an operation takes that takes nothing. */
export const nothing = z.undefined().or(z.null()).or(z.strictObject({}))

/** Declares an operation. What is left out takes nothing. */
export function operation<
  Response extends z.ZodType,
  Params extends z.ZodType = typeof nothing,
  Query extends z.ZodType = typeof nothing,
  Body extends z.ZodType = typeof nothing,
  Streams extends boolean = false,
>(declared: {
  method: Operation['method']
  path: `/${string}`
  summary: string
  previews?: boolean
  streams?: Streams
  downloads?: boolean
  uploads?: number
  version?: Operation['version']
  params?: Params
  query?: Query
  body?: Body
  response: Response
}): Operation<Params, Query, Body, Response, Streams> {
  return {
    method: declared.method,
    path: declared.path,
    summary: declared.summary,
    previews: declared.previews ?? false,
    streams: (declared.streams ?? false) as Streams,
    downloads: declared.downloads ?? false,
    uploads: declared.uploads ?? 0,
    version: declared.version ?? null,
    params: (declared.params ?? nothing) as Params,
    query: (declared.query ?? nothing) as Query,
    body: (declared.body ?? nothing) as Body,
    response: declared.response,
  }
}

/**
 * What somebody who saw the impact of an act agrees to: people enrolled, enrollments ended. An act that would do much is
 * refused without it, and one that would do more by now is refused with it.
 */
export const confirm = z
  .strictObject({
    enrolls: z.number().int().min(0),
    begins: z.number().int().min(0).optional(),
    ends: z.number().int().min(0),
    previewId: z.number().int().min(1).optional(),
  })
  .nullish()
  .describe(
    'the numbers agreed to: people enrolled, in how many enrollments (where given), enrollments ended; with previewId, of little ' +
      'only what that preview showed',
  )

/** An identifier in a body. Every identifier leaves room for its kind in an audience id (27 bits). */
export const id = z.number().int().min(1).max(134_217_727)

/** An identifier in a path or a query, where everything is text. */
export const idText = z.coerce.number().int().min(1).max(134_217_727)

/** Identifiers in a query, as `3,7`: of several any is enough. */
export const idsText = z
  .string()
  .transform((given) => [...new Set(given.split(',').map(Number))])
  .pipe(z.array(id).min(1).max(50))

/** Some of a few words in a query, as `en,nl`. */
export function someText<Word extends string>(words: z.ZodEnum<{ [One in Word]: One }>) {
  return z
    .string()
    .transform((given) => [...new Set(given.split(','))])
    .pipe(z.array(words).min(1))
}

/** Many identifiers, each once. */
export const ids = (most: number, least = 0) =>
  z
    .array(id)
    .min(least)
    .max(most)
    .transform((given) => [...new Set(given)])

/** A day as the academy counts it, `YYYY-MM-DD`. */
export const day = z.iso.date().refine((given) => given >= '1900-01-01' && given < '2200-01-01', {
  error: 'A day lies between 1900-01-01 and 2199-12-31.',
  params: { sentence: 'day' },
})

/** A moment, ISO 8601 with its offset. */
export const moment = z.iso.datetime({ offset: true })

/** Something with a name that a screen can link to. */
export const named = z.object({ id: z.number(), name: z.string() })
export type Named = z.infer<typeof named>

/** One line of text that may not be empty: composed (NFC), without what nobody sees. */
export const line = (most: number) => z.string().overwrite(tidyLine).min(1).max(most)

/** Text of several lines, perhaps empty. */
export const prose = (most: number) => z.string().overwrite(tidyProse).max(most)

export const emailAddress = z
  .string()
  .overwrite(tidyEmail)
  .max(254)
  .pipe(z.email({ message: 'This is not an e-mail address; one looks like ann@example.com.' }))

/** Words to search for. An empty search is none. */
export const search = z.string().overwrite(tidyLine).max(200)

/** A pasted column of titles or names, as they stand in it. */
export const pastedNames = z.array(z.string().max(1000)).max(10_000)

/** The lines of it that name nothing in particular, as they were given. */
export const notFoundByName = {
  ambiguous: z.array(z.string()).describe('several are called so'),
  unknown: z.array(z.string()),
}

/** Which of a list are wanted, where some are archived. */
export const archivedFilter = z.enum(['without', 'only', 'with']).default('without')
export type ArchivedFilter = z.output<typeof archivedFilter>

/** Items of a page, where nobody asks for more or fewer. */
export const pageLength = 50

/** So far into a list one can ask for a place; further one goes by cursors. */
export const furthestPlace = 10_000

/**
 * What every list takes: a search, a sort (`name`, `-name` for descending), and the page wanted, by a cursor or by where its
 * first item stands.
 */
export function listQuery<const Sorts extends readonly [string, ...string[]]>(sorts: Sorts) {
  const both = sorts.flatMap((sort) => [sort, `-${sort}`]) as [string, ...string[]]
  return z.object({
    search: search.optional(),
    sort: z.enum(both as unknown as { [Sort in Sorts[number] as Sort | `-${Sort}`]: Sort | `-${Sort}` }).optional(),
    after: z.string().max(4000).optional(),
    before: z.string().max(4000).optional(),
    at: z.coerce.number().int().min(1).max(furthestPlace).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(pageLength),
  })
}

/** One page of a list. `total` counts all that match, up to a limit; `from` is where the page's first item stands (1-based). */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    total: z.number().int(),
    uncounted: z.boolean().default(false).describe('there are more than `total`, and nobody counted them'),
    from: z.number().int(),
    next: z.string().nullable(),
    previous: z.string().nullable(),
  })
}

/**
 * The export of a list: the same path below `/export`, with the same search, filters and sort; for whom the list is. It
 * answers all that match, as a file.
 */
export function exportOf<Op extends Operation>(declared: Op) {
  const asked: unknown = declared.query
  // A list without pages, search and filters asks nothing.
  const { after: _, before: __, at: ___, limit: ____, ...query } = asked instanceof z.ZodObject ? asked.shape : {}
  return operation({
    method: 'GET',
    path: `/export${declared.path}`,
    summary: `Export: ${declared.summary}`,
    downloads: true,
    params: declared.params as Op['params'],
    query: z.object({
      ...query,
      format: z.enum(['xlsx', 'csv']).default('xlsx'),
      columns: z
        .string()
        .transform((given) => given.split(','))
        .optional()
        .describe('which columns, in which order, as `name,email`; all when left out'),
    }),
    response: z.string(),
  })
}

/** A file that an operation answers, as it is being made. */
export const file = z.custom<{ readonly name: string; readonly type: string; readonly content: unknown }>()

/** The first of many by name, as many as a person reads; `total` says how many there are. */
export function someOf<Item extends z.ZodType>(item: Item) {
  return z.object({ total: z.number().int(), items: z.array(item).describe(`the first ${mostNamed}`) })
}

/** How many are named where naming all would drown whoever asked. */
export const mostNamed = 200

/** A sentence for a screen to say in its own language: which one, and what it is about. */
export const said = z.object({
  key: z.string(),
  about: z.record(
    z.string(),
    z.union([
      z.string(),
      z.number(),
      z
        .object({ shown: z.array(z.union([z.string(), z.number()])), more: z.number().int() })
        .describe('the first of several, and how many more there are'),
    ]),
  ),
})
export type ToSay = z.infer<typeof said>

/** What went wrong, as `application/problem+json` (RFC 9457): a sentence that one can act on, and the fields it is about. */
export const problemBody = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string(),
  said: z
    .array(said.extend({ field: z.string().optional() }))
    .optional()
    .describe('`detail` sentence by sentence, each with the field it is about, to be said in another language'),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  confirm: z
    .object({ enrolls: z.number().int(), begins: z.number().int(), ends: z.number().int(), isMuch: z.boolean() })
    .optional()
    .describe(
      'with the code `confirm`: what to confirm for the act to be done; `isMuch`: by the number of it, and not only because it is not what was confirmed',
    ),
})
export type ProblemBody = z.infer<typeof problemBody>
