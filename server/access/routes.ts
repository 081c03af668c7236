import type { FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { change } from '../change.ts'
import { tidyEmail } from '../platform/contract.ts'
import { createLimit, visitorOf } from '../platform/http/limit.ts'
import { conflict, invalid, notFound, Problem } from '../platform/problem.ts'
import { sentence } from '../platform/sentence.ts'
import { findActor } from './actor.ts'
import { changeAcademy, setUpAcademy, setUpAlready } from './commands.ts'
import {
  acceptInvitation,
  changePassword,
  editAcademy,
  inviteUser,
  readAcademy,
  readInvitation,
  readSession,
  setUp,
  signIn,
  signOut,
} from './contract.ts'
import { clearSessionCookie, readSessionCookie, setSessionCookie } from './cookie.ts'
import { createInvitation, findInvited, linkOf, nameInvited, oweInvitation, useInvitation } from './invitation.ts'
import { hashPassword, isPasswordOf, storePassword } from './password.ts'
import { describeSession, findAcademy } from './queries.ts'
import { type App, type Context, route } from './route.ts'
import { beginSession, endSession, endSessions } from './session.ts'

const tooManySignIns = sentence('access.many-sign-ins', 'There were too many attempts to sign in.')
const tooManyPasswords = sentence('access.many-passwords', 'The current password was wrong too often.')
const wrongPassword = sentence('access.wrong-password', 'The e-mail address or the password is not right.')
const notCurrent = sentence('access.not-current', 'This is not your current password.')
const inactive = sentence(
  'access.inactive',
  '{{name}} is inactive and cannot sign in. Activate the user first, then invite.',
)

export function accessRoutes(app: App): void {
  sessionRoutes(app)
  passwordRoutes(app)
  invitationRoutes(app)
  academyRoutes(app)
}

function sessionRoutes(app: App): void {
  const tries = { seconds: 10 * 60, said: tooManySignIns() }
  const byAddress = createLimit(app.http, { ...tries, name: 'sign-in by address', keyOf: visitorOf, most: 100 })
  const byEmail = createLimit(app.http, { ...tries, name: 'sign-in by e-mail', keyOf: givenEmail, most: 10 })

  route(app, readSession, { allow: 'anyone' }, async ({ actor, db }) => describeSession(db, actor))

  route(app, signIn, { allow: 'anyone' }, async ({ body, db, context, request, reply }) => {
    await byAddress.count(request)
    await byEmail.count(request)
    const userId = await activeUserWith(context, givenEmail(request))
    if (!(await isPasswordOf(db, { userId, password: body.password })) || userId === undefined) {
      throw new Problem(401, 'wrong-password', wrongPassword())
    }
    byEmail.forget(request)
    await begin(context, reply, userId)
    return describeSession(db, await findActor(db, userId))
  })

  route(app, signOut, { allow: 'anyone' }, async ({ db, context, request, reply }) => {
    const token = readSessionCookie(request, context.publicUrl)
    if (token) await endSession(db, token)
    clearSessionCookie(reply, context.publicUrl)
    return {}
  })
}

/** The e-mail address of a request to sign in, as it is compared; asked for when the body is known to hold one. */
function givenEmail({ body }: FastifyRequest): string {
  return tidyEmail((body as { email: string }).email).toLowerCase()
}

async function activeUserWith({ db }: Context, email: string): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    select id from users where lower(email) = ${email} and status = 'active'`.execute(db)
  return rows[0]?.id
}

function passwordRoutes(app: App): void {
  const tries = createLimit(app.http, {
    name: 'password',
    keyOf: ({ actor }) => String(actor?.userId),
    most: 10,
    seconds: 10 * 60,
    said: tooManyPasswords(),
  })

  route(app, changePassword, { allow: 'myself.edit' }, async ({ actor, body, db, context, request }) => {
    const { userId } = actor
    await tries.count(request)
    if (!(await isPasswordOf(db, { userId, password: body.current }))) {
      throw invalid([{ field: 'current', message: notCurrent() }])
    }
    tries.forget(request)
    const passwordHash = await hashPassword(body.password)
    const thisOne = readSessionCookie(request, context.publicUrl)
    await db.transaction().execute(async (tx) => {
      await storePassword(tx, { userId, passwordHash, now: context.clock() })
      await endSessions(tx, { userIds: [userId], except: thisOne })
    })
    return {}
  })
}

function invitationRoutes(app: App): void {
  route(app, inviteUser, { allow: 'user.invite', of: 'userId' }, async ({ params, db, context, change }) => {
    const { userId } = params
    await refuseInactive(context, userId)
    const { mailReady, publicUrl } = context
    const mailOn = (await findAcademy(db))?.mailOn ?? false
    const { result } = await change({ kind: 'user.invite' }, async (tx) => {
      const invitation = await createInvitation(tx.db, { userId, now: context.clock() })
      await nameInvited(tx, { userId })
      // Nothing is kept for later: the link is on the administrator's screen, to be handed over otherwise.
      const mailed = mailOn && mailReady && (await oweInvitation(tx, { userId, mailReady }))
      if (mailed) await context.bell.ring(tx.db, 'mail')
      return { invitation, mailed }
    })
    const { token, expiresAt } = result.invitation
    return { link: linkOf(publicUrl, token), expiresAt: expiresAt.toISOString(), mailed: result.mailed }
  })

  route(app, readInvitation, { allow: 'anyone' }, async ({ params, db, context }) =>
    findInvited(db, { token: params.token, now: context.clock() }),
  )

  route(app, acceptInvitation, { allow: 'anyone' }, async ({ params, body, db, context, reply }) => {
    const now = context.clock()
    // Looked at first: a made-up link must not make the server work at a password.
    await findInvited(db, { token: params.token, now })
    const passwordHash = await hashPassword(body.password)
    const userId = await db.transaction().execute(async (tx) => {
      const invited = await useInvitation(tx, { token: params.token, now })
      await storePassword(tx, { userId: invited, passwordHash, now })
      await endSessions(tx, { userIds: [invited] })
      return invited
    })
    await begin(context, reply, userId)
    return describeSession(db, await findActor(db, userId))
  })
}

async function refuseInactive({ db }: Context, userId: number): Promise<void> {
  const { rows } = await sql<{ name: string; status: string }>`
    select name, status from users where id = ${userId}`.execute(db)
  if (!rows[0]) throw notFound('user')
  if (rows[0].status === 'active') return
  throw conflict('inactive', inactive({ name: rows[0].name }))
}

function academyRoutes(app: App): void {
  route(app, setUp, { allow: 'anyone' }, async ({ body, db, context, reply }) => {
    if (await findAcademy(db)) throw conflict('set-up', setUpAlready())
    const { password, ...given } = body
    const passwordHash = await hashPassword(password)
    const { result: userId } = await change(
      db,
      { kind: 'academy.setup', author: { kind: 'setup' }, notify: false },
      (tx) => setUpAcademy(tx, { ...given, passwordHash, now: context.clock() }),
      context.bell,
    )
    await begin(context, reply, userId)
    return describeSession(db, await findActor(db, userId))
  })

  route(app, readAcademy, { allow: 'academy.read' }, async ({ context }) => academySettings(context))

  route(app, editAcademy, { allow: 'academy.edit' }, async ({ body, context, change }) => {
    await change({ kind: 'academy.edit', notify: false }, (tx) => changeAcademy(tx, body))
    return academySettings(context)
  })
}

async function academySettings({ db, mailReady }: Context) {
  const academy = await findAcademy(db)
  if (!academy) throw notFound('academy')
  return { ...academy, mailReady }
}

async function begin({ db, clock, publicUrl }: Context, reply: FastifyReply, userId: number): Promise<void> {
  setSessionCookie(reply, { token: await beginSession(db, { userId, now: clock() }), publicUrl })
}
