import { sql } from 'kysely'
import { type Change, insertFacts } from '../facts.ts'
import { beginOf } from './begin.ts'
import { type Day, daysAfter, daysBefore, daysBetween, latest, momentOn, monthsAfter, workday } from './calendar.ts'
import { chance } from './chance.ts'
import { type Learning, learnerRecord } from './learnerRecord.ts'
import type { Person } from './person.ts'
import { activityBySlug, type DemoAct, type World } from './world.ts'

/** Months between two reports of what was started and completed. */
const period = 12

/** What people started and completed, reported by the year as if by the system in which they learn. */
export function progressing(today: Day): DemoAct[] {
  const known: Known = new Map()
  const ends: Day[] = [daysBefore(today, 1)]
  while (ends[0] && monthsAfter(ends[0], -period) > beginOf(today)) ends.unshift(monthsAfter(ends[0], -period))
  return ends.map((until, nth) => ({
    at: momentOn(until, 2),
    kind: 'completion.import',
    run: (tx, world) => report(tx, world, { after: ends[nth - 1] ?? '0000-00-00', until, known }),
  }))
}

type Held = { user_id: number; activity_id: number; since: Day; is_started: boolean }

async function report(
  tx: Change,
  world: World,
  { after, until, known }: { after: Day; until: Day; known: Known },
): Promise<void> {
  const { rows } = await sql<Held>`
    select e.user_id, e.activity_id, b.at::date as since, p.user_id is not null as is_started
    from enrollments e
    join batches b on b.id = e.batch_id
    join users u on u.id = e.user_id and u.status = 'active'
    left join progress p on p.user_id = e.user_id and p.activity_id = e.activity_id
    where e.state = 1
    order by e.user_id, e.activity_id`.execute(tx.db)
  const personOf = new Map(world.people.map((person) => [idOf(world, person), person]))
  const slugOf = new Map([...activityBySlug.keys()].map((slug) => [world.ids.targets.of(slug), slug]))
  const told = rows.flatMap((held) => {
    const [person, slug] = [personOf.get(held.user_id), slugOf.get(held.activity_id)]
    if (!person || !slug) return []
    const about = `${held.user_id} ${held.activity_id} ${held.since}`
    const learning = known.get(about) ?? learningOf(world, person, slug, held.since)
    known.set(about, learning)
    return [{ held, ...learning }]
  })
  const started = told.filter(({ held, startedOn }) => startedOn !== null && startedOn <= until && !held.is_started)
  await insertFacts(
    tx,
    'progress',
    started.map(({ held: { user_id, activity_id }, startedOn }) => ({
      user_id,
      activity_id,
      started_at: momentOn(startedOn ?? until, 60 + 420 * chance('at', user_id, activity_id)),
    })),
  )
  const completions = told.flatMap(({ held: { user_id, activity_id }, completedOn }) =>
    completedOn
      .filter((day) => day > after && day <= until)
      .map((completed_on) => ({ user_id, activity_id, completed_on, recorded_at: momentOn(completed_on, 490) })),
  )
  await insertFacts(
    tx,
    'completions',
    completions.toSorted((a, b) => a.completed_on.localeCompare(b.completed_on)),
  )
}

/** People who have not come yet have no id. */
function idOf({ ids }: World, { key }: Person): number {
  return ids.users.has(key) ? ids.users.of(key) : 0
}

/** What was worked out for an earlier report. */
type Known = Map<string, Learning>

/** How the learning of one person in one activity goes, from the day they were enrolled until today. */
function learningOf(world: World, person: Person, slug: string, since: Day): Learning {
  const recorded = learnerRecord(person.key, slug, since, world.today)
  if (recorded) return recorded
  const { type, validMonths } = activityBySlug.get(slug) ?? { type: 'e-learning' as const }
  const about = [person.key, slug] as const
  const first = broughtAlong(world, person, slug, since) ?? firstCompletion(person, slug, type, since)
  if (first === null) {
    const opens = chance('opens', ...about) < 0.25 + 0.2 * person.diligence && alone.has(type)
    return { startedOn: opens ? daysAfter(since, 5 + 120 * chance('opens on', ...about)) : null, completedOn: [] }
  }
  // Older records than the last two were not taken along.
  const completedOn = [first, ...renewals(person, slug, first, validMonths, world.today)].slice(-2)
  // Who takes part in a course or an exam starts nothing: somebody writes down that they were there.
  if (!alone.has(type) || first < since) return { startedOn: null, completedOn }
  const startedOn = daysBefore(first, 9 * chance('takes', ...about) ** 2)
  return { startedOn: latest(startedOn, since), completedOn }
}

/** What one does alone, and can therefore begin and leave. */
const alone = new Set<string>(['e-learning', 'video', 'document'])

/** How many do it at all, and within how many days. */
const paces = {
  video: [0.97, 70],
  document: [0.96, 60],
  'e-learning': [0.93, 190],
  webinar: [0.84, 280],
  classroom: [0.86, 420],
  exam: [0.82, 480],
} as const

function firstCompletion(person: Person, slug: string, type: keyof typeof paces, since: Day): Day | null {
  const [most, within] = paces[type]
  const slowness = 1.4 - person.diligence
  if (chance('does', person.key, slug) > most * (0.72 + 0.28 * person.diligence)) {
    // Most of those who put it off do it in the end: after a second letter, or a third.
    const late = chance('does at last', person.key, slug)
    return late > 0.75 ? null : workday(daysAfter(since, 380 + 900 * late * slowness))
  }
  return workday(daysAfter(since, 1 + within * slowness * chance('after', person.key, slug) ** 1.7))
}

/** Whoever was here before the academy brought certificates along. */
function broughtAlong({ today }: World, { key, addedOn }: Person, slug: string, since: Day): Day | null {
  const begin = beginOf(today)
  if (since > begin || addedOn >= begin || chance('brought', key, slug) > 0.3) return null
  const from = latest(addedOn, monthsAfter(begin, -22))
  return workday(daysAfter(from, Math.max(0, daysBetween(from, begin) - 3) * chance('brought on', key, slug)))
}

/** Most renew around the day on which it ends; some forget, and are late or expired. */
function renewals(person: Person, slug: string, first: Day, validMonths: number | undefined, today: Day): Day[] {
  const days: Day[] = []
  let last = first
  while (validMonths && monthsAfter(last, validMonths) <= daysAfter(today, 30)) {
    if (chance('renews', person.key, slug, last) > 0.83 + 0.16 * person.diligence) break
    const around = -45 + 65 * chance('renews on', person.key, slug, last)
    last = workday(daysAfter(monthsAfter(last, validMonths), around))
    days.push(last)
  }
  return days
}
