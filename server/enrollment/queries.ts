import { type RawBuilder, sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import { matchesSearch } from '../access/person.ts'
import type { Db } from '../platform/database/database.ts'
import { keysetPage, type PageAsked, type SortColumn } from '../platform/database/page.ts'
import { notFound } from '../platform/problem.ts'
import type { Enrollment, EnrollmentState, Participant, ProgressStatus } from './contract.ts'
import { explain } from './engine/index.ts'

const states = ['active', 'kept', 'withdrawn'] as const
const stateNumber = (state: EnrollmentState) => states.indexOf(state) + 1

/** A user's enrollments: what is to be done first, then what is done, then what was withdrawn. */
export async function findEnrollments(
  db: Db,
  input: { actor: Actor; userId: number; activityIds?: readonly number[]; state?: EnrollmentState | undefined },
): Promise<Enrollment[]> {
  const { actor, userId, activityIds, state } = input
  const [found, causes] = await Promise.all([
    sql<EnrollmentRow>`
      select e.user_id, u.name as user_name, e.activity_id, t.title, t.description, t.link, a.type, a.self_completion,
        e.state, e.enrolled_at, e.changed_at, p.started_at, last.completed_on, last.valid_until, v.user_id is not null as is_valid
      from enrollments e
      join users u on u.id = e.user_id
      join learning_activities a on a.id = e.activity_id
      cross join lateral activity_text(e.activity_id, ${actor.language}) t
      left join progress p on p.user_id = e.user_id and p.activity_id = e.activity_id
      left join lateral (${latestCompletion}) last on true
      left join lateral (${isValid}) v on true
      where e.user_id = ${userId}
        and (${activityIds ?? null}::int[] is null or e.activity_id = any (${activityIds ?? null}::int[]))
        and (${state ? stateNumber(state) : null}::int is null or e.state = ${state ? stateNumber(state) : null}::int)
      order by e.state = 3, v.user_id is not null, p.started_at is null, t.title collate "und-x-icu", e.activity_id`.execute(
      db,
    ),
    explain(db, { userIds: [userId], ...(activityIds && { activityIds }) }),
  ])
  return found.rows.map((row) => {
    const because = causes.filter((explained) => explained.activityId === row.activity_id).map(({ cause }) => cause)
    return {
      user: { id: row.user_id, name: row.user_name },
      activity: {
        id: row.activity_id,
        title: row.title,
        type: row.type,
        description: row.description,
        link: row.link,
        selfCompletion: row.self_completion,
      },
      ...standing(row),
      startedAt: row.started_at?.toISOString() ?? null,
      validUntil: row.valid_until,
      changedAt: row.changed_at.toISOString(),
      causes: because,
      mayEnd: mayEnd(actor, row.state, because),
    }
  })
}

/** One enrollment, as `findEnrollments` gives it. */
export async function readEnrollment(
  db: Db,
  input: { actor: Actor; userId: number; activityId: number },
): Promise<Enrollment> {
  const [found] = await findEnrollments(db, { ...input, activityIds: [input.activityId] })
  if (!found) throw notFound('enrollment')
  return found
}

/** Who is enrolled in an activity, a page of them, each with the causes. */
export async function listParticipants(
  db: Db,
  input: {
    actor: Actor
    activityId: number
    asked: PageAsked & ParticipantsAsked & { sort?: string | undefined }
  },
) {
  const { actor, activityId, asked } = input
  const order = asked.sort?.replace('-', '') === 'enrolledAt' ? 'enrolledAt' : 'name'
  const where = areParticipants(activityId, asked)
  const page = await keysetPage<ParticipantRow>(db, {
    rows: sql`enrollments e join users on users.id = e.user_id`,
    id: sql`users.id`,
    where,
    // To be counted, nobody's name is looked up.
    few: sql`enrollments e left join users on users.id = e.user_id where ${sql.join(where, sql` and `)}`,
    order,
    sort: sorts[order],
    descending: asked.sort?.startsWith('-') ?? false,
    asked,
    items: sql`
      select page.id, u.name, u.email, u.status, jsonb_build_object('id', c.id, 'name', c.name) as company,
        case when d.id is not null then jsonb_build_object('id', d.id, 'name', d.name) end as department,
        e.state, e.enrolled_at, p.started_at, last.completed_on, v.user_id is not null as is_valid
      from page
      join users u on u.id = page.id
      join companies c on c.id = u.company_id
      left join departments d on d.id = u.department_id
      join enrollments e on e.user_id = page.id and e.activity_id = ${activityId}
      left join progress p on p.user_id = e.user_id and p.activity_id = e.activity_id
      left join lateral (${latestCompletion}) last on true
      left join lateral (${isValid}) v on true`,
  })
  const causes = await explain(db, { userIds: page.items.map(({ id }) => id), activityIds: [activityId] })
  const items = page.items.map((row): Participant => {
    const because = causes.filter(({ userId }) => userId === row.id).map(({ cause }) => cause)
    const { id, name, email, status, company, department } = row
    return {
      user: { id, name, email, status, company, department },
      ...standing({ ...row, enrolled_at: new Date(row.enrolled_at) }),
      causes: because,
      // What an inactive user is enrolled in stands suspended as it is.
      mayEnd: status === 'active' && mayEnd(actor, row.state, because),
    }
  })
  return { ...page, items }
}

/** All who match, by name, as many as one act takes. */
export async function findParticipantIds(
  db: Db,
  input: { activityId: number; asked: ParticipantsAsked; most: number },
): Promise<{ ids: number[]; more: boolean }> {
  const { activityId, asked, most } = input
  const { rows } = await sql<{ id: number }>`
    select users.id from enrollments e join users on users.id = e.user_id
    where ${sql.join(areParticipants(activityId, asked), sql` and `)}
    order by users.name collate "und-x-icu", users.id
    limit ${most + 1}`.execute(db)
  return { ids: rows.slice(0, most).map(({ id }) => id), more: rows.length > most }
}

type ParticipantsAsked = { search?: string | undefined; state?: EnrollmentState | undefined }

function areParticipants(activityId: number, asked: ParticipantsAsked): RawBuilder<unknown>[] {
  return [
    sql`e.activity_id = ${activityId}`,
    asked.state ? sql`e.state = ${stateNumber(asked.state)}` : sql`e.state in (1, 2)`,
    ...matchesSearch(asked.search),
  ]
}

const sorts: Record<'name' | 'enrolledAt', SortColumn[]> = {
  name: [{ by: sql`users.name collate "und-x-icu"`, type: 'text' }],
  enrolledAt: [{ by: sql`e.enrolled_at`, type: 'timestamptz' }],
}

const latestCompletion: RawBuilder<unknown> = sql`
  select c.completed_on, (c.completed_on + make_interval(months => a.valid_months))::date as valid_until
  from completions c join learning_activities a on a.id = c.activity_id
  where c.user_id = e.user_id and c.activity_id = e.activity_id
  order by c.completed_on desc limit 1`

const isValid: RawBuilder<unknown> = sql`
  select valid.user_id from valid_completions valid
  where valid.user_id = e.user_id and valid.activity_id = e.activity_id limit 1`

type StandingRow = {
  state: number
  enrolled_at: Date
  started_at: Date | string | null
  completed_on: string | null
  is_valid: boolean
}

type EnrollmentRow = StandingRow & {
  user_id: number
  user_name: string
  activity_id: number
  title: string
  description: string
  link: string
  type: Enrollment['activity']['type']
  self_completion: boolean
  changed_at: Date
  started_at: Date | null
  valid_until: string | null
}

type ParticipantRow = Omit<StandingRow, 'enrolled_at'> & {
  id: number
  name: string
  email: string
  status: Participant['user']['status']
  company: { id: number; name: string }
  department: { id: number; name: string } | null
  enrolled_at: string
}

function standing(row: StandingRow) {
  return {
    state: states[row.state - 1] ?? 'withdrawn',
    status: statusOf(row),
    completedOn: row.completed_on,
    enrolledAt: row.enrolled_at.toISOString(),
  }
}

/** A completion that ran out asks for the activity anew, however far one had come. */
function statusOf(row: StandingRow): ProgressStatus {
  if (row.is_valid) return 'completed'
  if (row.completed_on !== null) return 'expired'
  return row.started_at === null ? 'not-started' : 'started'
}

/** Administrators end any enrollment; managers only what managers made by hand; a learner none. */
function mayEnd(actor: Actor, state: number, causes: ReadonlyArray<{ kind: string }>): boolean {
  if (state === 3) return false
  return actor.role === 'administrator' || (actor.isManager && causes.some(({ kind }) => kind === 'by-manager'))
}
