import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { createInvitation } from '../server/access/invitation.ts'
import { beginSession, endSession } from '../server/access/session.ts'
import { change } from '../server/change.ts'
import { keepFile } from '../server/import/commands.ts'
import type { Db } from '../server/platform/database/database.ts'
import type { ApiDocument, ApiOperation } from '../server/platform/http/openapi.ts'
import { preview } from '../server/preview.ts'
import { createRule } from '../server/rule/commands.ts'
import { newRule } from '../server/rule/contract.ts'
import { openClient } from './client.ts'
import type { Answer, Asker, Expected } from './expectedAccess.ts'
import type { Story } from './story.ts'

export type World = {
  db: Db
  askers: Record<Asker, number>
  /** The things one may ask about, by the path parameter that names them; some differ by who asks. */
  things: Record<string, (asker: Asker) => Record<string, string | number>>
}

const asAsker = ['administrator', 'manager', 'learner'] as const
const none = 100_000_000

/** The story's people as askers, and one thing of every kind. */
export async function prepareWorld(db: Db, story: Story): Promise<World> {
  const { people, activities, qualifications } = story
  const askers = { administrator: people.ada.id, manager: people.ruth.id, learner: people.ann.id }
  const batches = { administrator: 0, manager: 0, learner: 0 }
  for (const asker of asAsker) batches[asker] = await actAs(db, askers[asker])
  const { token } = await createInvitation(db, { userId: people.emile.id, now: new Date() })
  const previews = { administrator: 0, manager: 0, learner: 0 }
  for (const asker of asAsker) previews[asker] = await previewAs(db, askers[asker])
  const unitIn = (ids: Record<string, number>) => () => ({ one: Object.values(ids)[0] ?? 0, none })
  const users = (asker: Asker) => ({
    mine: askers[asker],
    self: askers[asker],
    femke: people.femke.id,
    zoe: people.zoe.id,
    none,
  })
  return {
    db,
    askers,
    things: {
      userId: users,
      forUser: users,
      activityId: () => ({ mine: activities.fireSafety, other: activities.privacy, none }),
      qualificationId: () => ({ one: qualifications.bhv, none }),
      previewId: (asker) => {
        const other = asker === 'administrator' ? previews.manager : previews.administrator
        return { own: previews[asker], other, none }
      },
      ruleId: await rule(db, story),
      importId: await upload(db, people.ada.id),
      messageId: await message(db, people.zoe.id, batches.administrator),
      batchId: (asker) => {
        const other = asker === 'administrator' ? batches.manager : batches.administrator
        return { own: batches[asker], other, none }
      },
      token: () => ({ good: token, none: 'x'.repeat(43) }),
      'companies/unitId': unitIn(story.companies),
      'departments/unitId': unitIn(story.departments),
      'teams/unitId': unitIn(story.teams),
      'functions/unitId': unitIn(story.functions),
      'groups/unitId': unitIn(story.groups),
    },
  }
}

async function actAs(db: Db, userId: number): Promise<number> {
  const { outcome } = await change(db, { kind: 'myself.edit', author: { kind: 'user', userId } }, async () => undefined)
  return outcome.batchId
}

async function previewAs(db: Db, userId: number): Promise<number> {
  const made = await preview(db, { kind: 'myself.edit', author: { kind: 'user', userId } }, async () => undefined)
  return made.previewId
}

async function rule(db: Db, story: Story): Promise<World['things'][string]> {
  const given = newRule.parse({ name: 'Everyone', criteria: [] })
  const { result } = await change(db, { kind: 'rule.create', author: story.author }, (tx) => createRule(tx, given))
  return () => ({ one: result.id, none })
}

async function upload(db: Db, authorId: number): Promise<World['things'][string]> {
  const content = Buffer.from('E-mail')
  const one = await keepFile(db, { authorId, fileName: 'people.csv', content, action: 'enroll' })
  return () => ({ one, none })
}

async function message(db: Db, userId: number, batchId: number): Promise<World['things'][string]> {
  const { rows } = await sql<{ id: number }>`
    insert into messages (kind, batch_id, user_id, state) values ('invitation', ${batchId}, ${userId}, 'kept')
    returning id`.execute(db)
  const one = rows[0]?.id ?? 0
  return () => ({ one, none })
}

type Asked = { id: string; method: string; path: string; thing: string | undefined; isWrite: boolean }

/**
 * Asks every operation of the document as every kind of person about every kind of thing, and answers how reality
 * departs from what is expected: nothing, when all is well. What writes is sent a body that fits nowhere, so that
 * it is refused right after it was let through, and the world stays as it is.
 */
export async function askEverything(
  http: FastifyInstance,
  input: { document: ApiDocument; expected: Record<string, Expected>; world: World; deactivated: number },
): Promise<string[]> {
  const { document, expected, world, deactivated } = input
  const operations = operationsOf(document)
  const departures = [...missing(operations, expected)]
  for (const [key, row] of Object.entries(expected)) {
    const [id = '', thing] = key.split('?')
    // A preview and an export are for whom their operation is.
    for (const asked of [id, `preview.${id}`, `export.${id}`].map((one) => operations.get(one))) {
      if (!asked) continue
      const about = thing === undefined ? asked : { ...asked, thing }
      for (const asker of asAsker) departures.push(...(await askAs(http, { about, asker, row, world, key: asked.id })))
      departures.push(...(await askWithoutSession(http, { about, row, world, key: asked.id, deactivated })))
    }
  }
  return departures
}

function* missing(operations: Map<string, Asked>, expected: Record<string, Expected>): Generator<string> {
  for (const id of operations.keys())
    if (!(id.replace(/^(preview|export)\./, '') in expected)) yield `${id} is answered, and nobody wrote down to whom`
  for (const key of Object.keys(expected)) {
    if (!operations.has(key.split('?')[0] ?? '')) yield `${key} is written down, and not answered`
  }
}

function operationsOf(document: ApiDocument): Map<string, Asked> {
  const asked = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => toAsk(path, method.toUpperCase(), operation)),
  )
  return new Map(asked.map((one) => [one.id, one]))
}

function toAsk(path: string, method: string, { operationId: id, parameters }: ApiOperation): Asked {
  // The thing that a path is about is the first that it names: /users/{userId}/enrollments/{activityId} is about a user.
  const thing = parameters.find((parameter) => parameter.in === 'path' && parameter.name !== 'unit')?.name
  return { id, method, path, thing: thing === 'unitId' ? `${unitOf(path)}/unitId` : thing, isWrite: method !== 'GET' }
}

function unitOf(path: string): string {
  const [first = ''] = path.split('/').filter((part) => part !== '' && part !== 'preview' && part !== 'export')
  return first === 'organisation' ? 'teams' : first
}

type Question = { about: Asked; row: Expected; world: World; key: string }

async function askAs(http: FastifyInstance, question: Question & { asker: Asker }): Promise<string[]> {
  const { about, asker, row, world, key } = question
  const answers = row[asker]
  const things = typeof answers === 'string' ? { '': answers } : answers
  const departures: string[] = []
  for (const [name, answer] of Object.entries(things)) {
    if (isReadFirst(about, asker, name)) continue
    const token = await beginSession(world.db, { userId: world.askers[asker], now: new Date() })
    const told = await ask(http, { about, asker, name, world, token })
    if (told !== answer) departures.push(`${asker} asks ${key} about ${name || 'nothing'}: ${told}, expected ${answer}`)
  }
  return departures
}

/** Where a room itself finds that there is no such thing, it first refuses what was sent. */
function isReadFirst({ thing = '', isWrite }: Asked, asker: Asker, name: string): boolean {
  if (name !== 'none' || !isWrite) return false
  return thing === 'token' || (thing.endsWith('/unitId') && asker === 'administrator')
}

async function askWithoutSession(
  http: FastifyInstance,
  question: Question & { deactivated: number },
): Promise<string[]> {
  const { about, row, world, key, deactivated } = question
  const departures: string[] = []
  for (const [who, token] of Object.entries(await endedSessions(world, deactivated))) {
    for (const [name, answer] of Object.entries(withoutSession(row))) {
      if (isReadFirst(about, 'learner', name)) continue
      const told = await ask(http, { about, asker: 'learner', name, world, token })
      if (told !== answer) departures.push(`${who} asks ${key} about ${name || 'nothing'}: ${told}, expected ${answer}`)
    }
  }
  return departures
}

function withoutSession(row: Expected): Record<string, Answer> {
  const things: Record<string, Answer> = typeof row.learner === 'string' ? { '': row.learner } : row.learner
  if (row.anyone) return things
  return Object.fromEntries(Object.keys(things).map((name) => [name, 'signIn']))
}

/** Everybody who is not signed in, or no longer. */
async function endedSessions({ db, askers }: World, deactivated: number): Promise<Record<string, string | undefined>> {
  const begun = (userId: number, daysAgo = 0) =>
    beginSession(db, { userId, now: new Date(Date.now() - daysAgo * 24 * 60 * 60 * 1000) })
  const signedOut = await begun(askers.administrator)
  await endSession(db, signedOut)
  return {
    anonymous: undefined,
    'signed out': signedOut,
    expired: await begun(askers.administrator, 15),
    deactivated: await begun(deactivated),
    'made up': 'A'.repeat(43),
  }
}

async function ask(
  http: FastifyInstance,
  input: { about: Asked; asker: Asker; name: string; world: World; token: string | undefined },
): Promise<string> {
  const { about, asker, name, world, token } = input
  const { method, thing, isWrite } = about
  const value = thing === undefined ? undefined : world.things[thing]?.(asker)[name || 'one']
  if (thing !== undefined && name !== '' && value === undefined) return `there is no ${name} among ${thing}`
  const parameter = thing?.split('/').at(-1)
  const path = about.path
    .replace('{unit}', 'teams')
    .replace(/\{(\w+)\}/g, (_, of: string) => String(of === parameter ? value : world.things[of]?.(asker).mine))
  const search = parameter !== undefined && !about.path.includes(`{${parameter}}`) ? `?${parameter}=${value}` : ''
  const sent = isWrite ? { body: { 'fits nowhere': true } } : {}
  const { status, body } = await openClient(http, token).send(method, `/api${path}${search}`, sent)
  return answers[status] ?? `${status} ${JSON.stringify(body)}`
}

const answers: Record<number, Answer> = {
  200: 'may',
  409: 'may',
  422: 'may',
  401: 'signIn',
  403: 'forbidden',
  404: 'hidden',
}
