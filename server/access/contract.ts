import { z } from 'zod'
import { language, onLeaving } from '../learning/contract.ts'
import { day, emailAddress, idText, line, moment, named, operation, tidyEmail } from '../platform/contract.ts'
import { userRole } from '../user/contract.ts'

export const passwordText = z
  .string()
  .min(12, 'A password has at least 12 characters; a few words in a row do well.')
  .max(200, 'A password has at most 200 characters.')

const timeZone = z.string().max(100).refine(isTimeZone, 'This is not a time zone; one looks like Europe/Amsterdam.')

/** Who is signed in, and what the screens need to know before anything else. */
export const session = z.object({
  academy: z
    .object({
      name: z.string(),
      language,
      timeZone: z.string(),
      today: day.describe('the day it is there'),
      mailOn: z.boolean(),
    })
    .nullable()
    .describe('null: not set up yet'),
  user: named
    .extend({ email: z.string(), role: userRole, language, isManager: z.boolean() })
    .nullable()
    .describe('null: not signed in'),
})
export type Session = z.infer<typeof session>

export const readSession = operation({
  method: 'GET',
  path: '/session',
  summary: 'Who is signed in',
  response: session,
})

export const signIn = operation({
  method: 'POST',
  path: '/session',
  summary: 'Sign in with e-mail and password; sets the session cookie',
  body: z.strictObject({ email: z.string().overwrite(tidyEmail).max(254), password: z.string().max(200) }),
  response: session,
})

export const signOut = operation({ method: 'DELETE', path: '/session', summary: 'Sign out', response: z.object({}) })

export const setUp = operation({
  method: 'POST',
  path: '/setup',
  summary: 'First visit only: name the academy and create its administrator',
  body: z.strictObject({
    academyName: line(200),
    language,
    timeZone,
    name: line(200),
    email: emailAddress,
    password: passwordText,
  }),
  response: session,
})

export const readAcademy = operation({
  method: 'GET',
  path: '/academy',
  version: { of: 'academy' },
  summary: "The academy's settings",
  response: z.object({
    name: z.string(),
    language,
    timeZone: z.string(),
    onLeaving: onLeaving.describe('where neither a link or rule nor the learning activity says something else'),
    mailOn: z.boolean(),
    mailReady: z.boolean().describe('a mail server is configured'),
  }),
})

export const editAcademy = operation({
  method: 'PATCH',
  path: '/academy',
  version: { of: 'academy' },
  summary: "Change the academy's settings; switch mail on or off",
  body: z.strictObject({
    name: line(200).optional(),
    language: language.optional(),
    timeZone: timeZone.optional(),
    onLeaving: onLeaving.optional(),
    mailOn: z.boolean().optional(),
  }),
  response: readAcademy.response,
})

export const inviteUser = operation({
  method: 'POST',
  path: '/users/:userId/invitations',
  summary: 'Make a single-use link with which a user sets a password; mailed when mail is on, and returned once',
  params: z.object({ userId: idText }),
  response: z.object({ link: z.url(), expiresAt: moment, mailed: z.boolean() }),
})

export const readInvitation = operation({
  method: 'GET',
  path: '/invitations/:token',
  summary: 'Whom an invitation link is for',
  params: z.object({ token: z.string().min(20).max(200) }),
  response: z.object({ name: z.string(), email: z.string(), academy: z.string() }),
})

export const acceptInvitation = operation({
  method: 'POST',
  path: '/invitations/:token',
  summary: 'Set a password with an invitation link, and sign in',
  params: z.object({ token: z.string().min(20).max(200) }),
  body: z.strictObject({ password: passwordText }),
  response: session,
})

export const changePassword = operation({
  method: 'POST',
  path: '/me/password',
  summary: 'Change my password; my other sessions end',
  body: z.strictObject({ current: z.string().max(200), password: passwordText }),
  response: z.object({}),
})

/** By name: of +02:00 PostgreSQL takes the sign for the other. */
function isTimeZone(given: string): boolean {
  if (!/^[a-z]/i.test(given)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: given })
    return true
  } catch {
    return false
  }
}
