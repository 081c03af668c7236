import { type RawBuilder, sql } from 'kysely'
import { audience, audienceKind } from '../enrollment/engine/audience.ts'
import type { Db, Tx } from '../platform/database/database.ts'
import { forbidden, notFound, Problem } from '../platform/problem.ts'
import { type Said, sentence, type Thing as Word } from '../platform/sentence.ts'
import type { Actor } from './actor.ts'

// Who may do what: the whole of it. Each row reads as an English sentence — "Administrators, the user's managers and
// the user may see a user." — and is what the server asks before anything else happens.

const administrators = 'administrators'
const managers = 'managers'
const theirManagers = "the user's managers"
const oneself = 'the user'
const whoeverDidIt = 'whoever did it'
const whoeverDidItAsManager = 'the manager who did it to their people'
const whoeverAsked = 'whoever asked for it'
const whoeverIsEnrolled = 'whoever is enrolled in it'
const anyoneSignedIn = 'anyone signed in'

// biome-ignore format: a table is read by column
const table = {
  //                       who                                        may …                                   about a
  'myself.edit':          [[anyoneSignedIn],                         'edit their own settings'],
  'academy.read':         [[administrators],                         "read the academy's settings"],
  'academy.edit':         [[administrators],                         "edit the academy's settings"],

  'user.list':            [[administrators],                         'list users'],
  'user.create':          [[administrators],                         'create users'],
  'user.read':            [[administrators, theirManagers, oneself], 'see a user',                            'user'],
  'user.edit':            [[administrators],                         'edit a user',                           'user'],
  'user.editMany':        [[administrators],                         'edit several users'],
  'user.invite':          [[administrators],                         'invite a user',                         'user'],
  'team.list':            [[administrators, managers],               'see My Team'],

  'name.find':            [[administrators],                         'find people and things by name'],

  'unit.list':            [[administrators],                         'list the parts of the organisation'],
  'unit.create':          [[administrators],                         'add parts to the organisation'],
  'unit.read':            [[administrators],                         'see a part of the organisation',        'unit'],
  'unit.edit':            [[administrators],                         'edit a part of the organisation',       'unit'],
  'unit.archive':         [[administrators],                         'archive and restore a part of the organisation', 'unit'],
  'unit.replace':         [[administrators],                         'put one part of the organisation in the place of another', 'unit'],
  'unit.merge':           [[administrators],                         'merge one part of the organisation into another', 'unit'],

  'activity.list':        [[administrators, managers],               'list learning activities'],
  'activity.create':      [[administrators],                         'create learning activities'],
  'activity.read':        [[administrators],                         'see a learning activity',               'activity'],
  'activity.edit':        [[administrators],                         'edit a learning activity',              'activity'],
  'activity.archive':     [[administrators],                         'archive and restore a learning activity', 'activity'],
  'qualification.list':   [[administrators],                         'list qualifications'],
  'qualification.create': [[administrators],                         'create qualifications'],
  'qualification.read':   [[administrators],                         'see a qualification',                   'qualification'],
  'qualification.edit':   [[administrators],                         'edit a qualification',                  'qualification'],
  'qualification.archive':[[administrators],                         'archive and restore a qualification',   'qualification'],
  'qualification.replace':[[administrators],                         'put one qualification in the place of another', 'qualification'],
  'qualification.merge':  [[administrators],                         'merge one qualification into another',  'qualification'],

  'enrollment.list':      [[administrators, theirManagers, oneself], 'see the enrollments of a user',         'user'],
  'enrollment.explain':  [[administrators, theirManagers, oneself], 'see why a user is enrolled or not',     'user'],
  'enrollment.add':       [[administrators, theirManagers],          'enroll a user',                         'user'],
  'enrollment.addMany':   [[administrators, managers],               'enroll several users'],
  'enrollment.end':       [[administrators, theirManagers],          'end an enrollment of a user',           'user'],
  'enrollment.endMany':   [[administrators, managers],               'end enrollments of several users'],
  'enrollment.start':     [[administrators, oneself],                'start a learning activity as a user',   'user'],
  'enrollment.complete':  [[administrators, oneself],                'record a completion of a user',         'user'],
  'enrollment.kept':      [[administrators],                         'see in which activities enrollments are kept'],
  'participant.list':     [[administrators],                         'list the participants of an activity',  'activity'],
  'participant.add':      [[administrators],                         'add participants to an activity',       'activity'],
  'participant.end':      [[administrators, managers],               'end enrollments in an activity',        'activity'],
  'exclusion.ofUser':     [[administrators, theirManagers],          'see what a user is excluded from',      'user'],
  'exclusion.ofActivity': [[administrators],                         'see who is excluded from an activity',  'activity'],
  'exclusion.edit':       [[administrators],                         'exclude users from learning activities, and lift that'],
  'assignment.list':      [[administrators],                         'see what is assigned to a part of the organisation', 'unit'],
  'assignment.edit':      [[administrators],                         'assign to a part of the organisation',  'unit'],
  'assignment.targets':   [[administrators],                         'search what can be assigned, and to what'],
  'assignment.ofActivity':[[administrators],                         'see what leads to an activity',         'activity'],
  'assignment.ofQualification':[[administrators],                    'see what leads to a qualification',     'qualification'],
  'activity.assign':      [[administrators],                         'assign a learning activity',            'activity'],
  'qualification.assign': [[administrators],                         'assign a qualification',                'qualification'],
  'rule.list':            [[administrators],                         'list enrollment rules'],
  'rule.create':          [[administrators],                         'create enrollment rules'],
  'rule.read':            [[administrators],                         'see an enrollment rule',                'rule'],
  'rule.edit':            [[administrators],                         'edit an enrollment rule',               'rule'],
  'rule.copy':            [[administrators],                         'copy an enrollment rule',               'rule'],
  'rule.match':           [[administrators],                         'see whom criteria match'],
  'batch.undo':           [[administrators, whoeverDidItAsManager],  'undo a batch',                          'batch'],
  'preview.read':         [[administrators, whoeverAsked],           'see a preview',                         'preview'],
  'import.do':            [[administrators],                         'import files'],
  'import.read':          [[administrators],                         'see an import',                         'import'],
  'import.edit':          [[administrators],                         'mend, start and discard an import',     'import'],
  'holder.list':          [[administrators],                         'see who holds a qualification',         'qualification'],
  'holder.edit':          [[administrators],                         'give a qualification, and take it',     'qualification'],
  'batch.read':           [[administrators, whoeverDidIt],           'see what a batch did',                  'batch'],
  'batch.names':          [[administrators, whoeverDidIt],           'see whom and what a batch touched',     'batch'],
  'user.history':         [[administrators, theirManagers, oneself], 'see what happened to a user',           'user'],
  'team.history':         [[administrators, managers],               'see what happened in My Team'],
  'activity.history':     [[administrators],                         'see what happened in an activity',      'activity'],
  'enrollment.then':      [[administrators, theirManagers, oneself], 'see what a user was enrolled in on a day', 'user'],
  'participant.then':     [[administrators],                         'see who was enrolled in an activity on a day', 'activity'],
  'batch.follow':         [[administrators, whoeverDidIt],           'follow what a batch does',              'batch'],
  'home.read':            [[administrators],                         'see how the academy stands'],
  'work.list':            [[administrators],                         'see what is under way'],
  'batch.list':           [[administrators],                         'see the history of the academy'],

  'mail.list':            [[administrators],                         'list mail'],
  'mail.read':            [[administrators],                         'read a message',                        'message'],
  'mail.sendKept':        [[administrators],                         'send kept mail'],
  'mail.discardKept':     [[administrators],                         'discard kept mail'],
  'mail.settle':          [[administrators],                         'send a failed message again, and set it aside', 'message'],
  'mail.settleFailed':    [[administrators],                         'send failed mail again, and set it aside'],
  'mail.hold':            [[administrators],                         'hold, send or discard the mail of a batch', 'batch'],
} as const satisfies Record<string, readonly [may: readonly Who[], what: string, about?: Thing]>

/** Who knows that a thing exists. To anyone else it is *not found*, whatever they ask about it. */
const knows: Record<Thing, readonly Who[]> = {
  user: [administrators, theirManagers, oneself],
  activity: [administrators, managers, whoeverIsEnrolled],
  qualification: [administrators],
  unit: [administrators],
  rule: [administrators],
  batch: [administrators, whoeverDidIt],
  preview: [administrators, whoeverAsked],
  import: [administrators],
  message: [administrators],
}

/** Each of these words, decided. */
const holds: Record<Who, (db: Db | Tx, actor: Actor, objectId: number) => boolean | Promise<boolean>> = {
  [administrators]: (_, actor) => actor.role === 'administrator',
  [managers]: (_, actor) => actor.isManager,
  [theirManagers]: (db, actor, userId) => actor.isManager && isOneOfMyPeople(db, actor, userId),
  [oneself]: (_, actor, userId) => actor.userId === userId,
  [whoeverDidIt]: didIt,
  [whoeverDidItAsManager]: didItAsManager,
  [whoeverAsked]: askedForIt,
  [whoeverIsEnrolled]: isEnrolled,
  [anyoneSignedIn]: () => true,
}

type Who =
  | typeof administrators
  | typeof managers
  | typeof theirManagers
  | typeof oneself
  | typeof whoeverDidIt
  | typeof whoeverDidItAsManager
  | typeof whoeverAsked
  | typeof whoeverIsEnrolled
  | typeof anyoneSignedIn

type Thing = 'user' | 'activity' | 'qualification' | 'unit' | 'rule' | 'batch' | 'preview' | 'import' | 'message'

export type Sentence = keyof typeof table

/** The sentences that are about one thing, whose id has to be given. */
export type SentenceAbout = {
  [S in Sentence]: (typeof table)[S] extends readonly [unknown, unknown, Thing] ? S : never
}[Sentence]

/** Throws unless the actor may: 403 about what one may know of, 404 about what one may not or what does not exist. */
export async function authorize(db: Db | Tx, actor: Actor, policy: SentenceAbout, objectId: number): Promise<void>
export async function authorize(
  db: Db | Tx,
  actor: Actor,
  policy: Exclude<Sentence, SentenceAbout>,
  objectId?: undefined,
): Promise<void>
export async function authorize(db: Db | Tx, actor: Actor, policy: Sentence, objectId = 0): Promise<void> {
  const [may, , about] = rowOf(policy)
  if (about && !(await exists(db, about, objectId))) throw notFound(nouns[about])
  if (await anyHolds(db, actor, may, objectId)) return
  if (about && !(await anyHolds(db, actor, knows[about], objectId))) throw notFound(nouns[about])
  throw forbidden(mayNot(actor, policy))
}

/** The API says who may; a screen offers nobody what they may not do, and says only that. */
function mayNot({ name }: Actor, policy: Sentence): Said {
  return { ...notAllowed({ name }), text: `${inWords(policy)} You are signed in as ${name}.` }
}

const notAllowed = sentence('access.not-allowed', 'You may not do this. You are signed in as {{name}}.')
const notSignedInNow = sentence(
  'access.not-signed-in',
  'You are not signed in, or your session has ended. Sign in first.',
)

/** The sentence itself: "Administrators, the user's managers and the user may see a user." */
export function inWords(policy: Sentence): string {
  const [may, what] = rowOf(policy)
  const who = may.length > 1 ? `${may.slice(0, -1).join(', ')} and ${may.at(-1)}` : may.join()
  return `${who.charAt(0).toUpperCase()}${who.slice(1)} may ${what}.`
}

export function notSignedIn(): Problem {
  return new Problem(401, 'not-signed-in', notSignedInNow())
}

/**
 * SQL condition: the user in `column` is one of the actor's people — the active users who report to them at any depth or
 * are in what was granted to them, and never they themselves.
 */
export function reach(actor: Actor, column: RawBuilder<unknown> = sql.ref('users.id')): RawBuilder<boolean> {
  return sql<boolean>`exists (select from ${peopleOf(actor)} and people.user_id = ${column})`
}

/** SQL: their ids, of everybody whom they reach. */
export function reached(actor: Actor): RawBuilder<unknown> {
  return sql`select people.user_id from ${peopleOf(actor)}`
}

/**
 * SQL condition: by the batch in `column` the actor enrolled people as a manager, or ended that, these are all theirs still, and
 * whom it ended they could enroll. It put them on lists of managers' or took them off, or undid that, and did nothing else.
 * `isTheirs`: what `reach` says, where it is known for all of them.
 */
export function didAsManager(
  actor: Actor,
  column: RawBuilder<unknown>,
  isTheirs: (userId: RawBuilder<unknown>) => RawBuilder<unknown> = (userId) => reach(actor, userId),
): RawBuilder<boolean> {
  const isAnotherAmong = (userIds: RawBuilder<unknown>) => sql`exists (
    select from unnest(${userIds}) as person (id) where not ${isTheirs(sql`person.id`)})`
  return sql<boolean>`(exists (
    select from batches as own
    where own.id = ${column} and own.author = 'user' and own.author_id = ${actor.userId}
      and own.kind in ('enrollment.add', 'enrollment.end', 'undo')
  ) and not exists (
    select from changes as entry where entry.batch_id = ${column} and (
      entry.fact <> 'memberships' or audience_kind(entry.key) <> ${audienceKind.byManager}
      or ${isAnotherAmong(sql`entry.user_ids`)}
      or entry.after is null and exists (
        select from learning_activities as activity
        where activity.id = audience_object(entry.key) and (activity.archived or exists (
          select from exclusions where activity_id = activity.id and user_id = any (entry.user_ids)))))
  ) and not exists (
    select from events as event where event.batch_id = ${column} and ${isAnotherAmong(sql`event.user_ids`)}
  ))`
}

const peopleOf = (actor: Actor) => sql`profiles as people
  where people.user_id <> ${actor.userId}
    and people.audience_ids && (
      array[${audience('allReports', actor.userId)}::int]
      || array(select granted.audience_id from grants as granted where granted.user_id = ${actor.userId}))`

function rowOf(policy: Sentence): readonly [may: readonly Who[], what: string, about?: Thing] {
  return table[policy]
}

const nouns: Record<Thing, Word> = {
  user: 'user',
  activity: 'learning activity',
  qualification: 'qualification',
  unit: 'part of the organisation',
  rule: 'rule',
  batch: 'batch',
  preview: 'preview',
  import: 'import',
  message: 'message',
}

async function anyHolds(db: Db | Tx, actor: Actor, whos: readonly Who[], objectId: number): Promise<boolean> {
  for (const who of whos) if (await holds[who](db, actor, objectId)) return true
  return false
}

/** Units are of five kinds, and only their room knows which is meant: it looks itself. */
const tables = {
  user: 'users',
  activity: 'learning_activities',
  qualification: 'qualifications',
  rule: 'rules',
  batch: 'batches',
  preview: 'previews',
  import: 'imports',
  message: 'messages',
} as const

async function exists(db: Db | Tx, thing: Thing, objectId: number): Promise<boolean> {
  if (thing === 'unit') return true
  const { rows } = await sql`select from ${sql.table(tables[thing])} where id = ${objectId}`.execute(db)
  return rows.length > 0
}

async function isOneOfMyPeople(db: Db | Tx, actor: Actor, userId: number): Promise<boolean> {
  const { rows } = await sql<{ mine: boolean }>`select ${reach(actor, sql`${userId}::int`)} as mine`.execute(db)
  return rows[0]?.mine ?? false
}

async function didIt(db: Db | Tx, actor: Actor, batchId: number): Promise<boolean> {
  const { rows } = await sql`
    select from batches where id = ${batchId} and author = 'user' and author_id = ${actor.userId}`.execute(db)
  return rows.length > 0
}

async function didItAsManager(db: Db | Tx, actor: Actor, batchId: number): Promise<boolean> {
  if (!actor.isManager) return false
  const { rows } = await sql<{ did: boolean }>`select ${didAsManager(actor, sql`${batchId}::bigint`)} as did`.execute(
    db,
  )
  return rows[0]?.did ?? false
}

async function askedForIt(db: Db | Tx, actor: Actor, previewId: number): Promise<boolean> {
  const { rows } = await sql`
    select from previews where id = ${previewId} and author_id = ${actor.userId}`.execute(db)
  return rows.length > 0
}

async function isEnrolled(db: Db | Tx, actor: Actor, activityId: number): Promise<boolean> {
  const { rows } = await sql`
    select from enrollments where activity_id = ${activityId} and user_id = ${actor.userId} and state in (1, 2)`.execute(
    db,
  )
  return rows.length > 0
}
