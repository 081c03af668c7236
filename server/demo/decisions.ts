import { sql } from 'kysely'
import { audience } from '../enrollment/engine/index.ts'
import { insertFacts, joinAudience } from '../facts.ts'
import { keyOf, signedIn, toldOf } from './acts.ts'
import { type Day, momentOn, monthsBefore, workday } from './calendar.ts'
import { chance, draw, oneOf } from './chance.ts'
import type { Person } from './person.ts'
import { signIns } from './signIns.ts'
import { isWithin } from './teams.ts'
import { byPerson, type DemoAct, isHere } from './world.ts'

/** What administrators decided about single people: who holds a qualification, who looks after whom, who stays out. */
export function decisions(today: Day, people: readonly Person[]): DemoAct[] {
  const administrators = people.filter(({ role }) => role === 'administrator')
  return [
    ...qualifying(today, people, administrators),
    granting(today, people),
    ...exclusions(today, people, administrators),
  ]
}

/** Qualifications that somebody holds by themselves, whatever their place and function. */
function qualifying(today: Day, people: readonly Person[], administrators: readonly Person[]): DemoAct[] {
  const held: ReadonlyArray<
    readonly [name: string, place: string, functionName: string, people: number, months: number]
  > = [
    ['High-bay warehouse', 'Venlo distribution center', 'Forklift driver', 24, 38],
    ['High-bay warehouse', 'Tiel distribution center', 'Forklift driver', 30, 26],
    ['Electrically competent person', 'Prefab workshop', 'Maintenance technician', 7, 21],
    ['HACCP lead', 'Bakery Nijmegen', 'Baker', 6, 17],
  ]
  return held.map(([name, place, functionName, count, months], nth) => {
    const day = workday(monthsBefore(today, months))
    const fit = people.filter(
      (person) => isWithin(person.place, place) && person.functions.includes(functionName) && isHere(person, day),
    )
    const who = draw(fit, count, keyOf, 'holds', name, place)
    return {
      at: momentOn(day, 110 + nth),
      kind: 'qualification.addHolders',
      author: byPerson(oneOf(administrators, 'gives', name, place)),
      run: (tx, world) =>
        joinAudience(tx, { audienceId: audience('holders', world.ids.targets.of(name)), userIds: toldOf(world, who) }),
    }
  })
}

/** The night shift's leader looks after the whole of team A, not only after the people who report to them. */
function granting(today: Day, people: readonly Person[]): DemoAct {
  const manager = signedIn(people, 'manager')
  const [team = ''] = manager.teams
  return {
    at: momentOn(workday(monthsBefore(today, 13)), 185),
    kind: 'grant.add',
    author: byPerson(signedIn(people, 'administrator')),
    run: (tx, { ids }) =>
      insertFacts(tx, 'grants', [
        { user_id: ids.users.of(manager.key), audience_id: audience('team', ids.teams.of(team)) },
      ]),
  }
}

const reasons: ReadonlyArray<readonly [slug: string, place: string, reason: string]> = [
  ['working-at-height', 'Heating and cooling', 'Not to work at height, on the advice of the company doctor.'],
  ['working-at-height', 'Service and repair', 'Works from the office since the knee operation.'],
  [
    'forklift-practice',
    'Tiel distribution center',
    'Holds a valid certificate of a former employer, until next summer.',
  ],
  ['forklift-practice', 'Venlo distribution center', 'Trains the others: is a certified instructor.'],
  ['hoists', 'De Linde house', 'Gives this course.'],
  ['lifting', 'De Linde house', 'Appears in the video.'],
  ['insulin', 'Home care', 'Does not give insulin in this position, agreed with the team.'],
  ['dough', 'Dough room', 'Flour allergy: works in packing from next month.'],
  ['night-work', 'Night shift', 'No night work for medical reasons, until spring.'],
  ['confined-spaces', 'Technical service', 'Does not enter confined spaces, on the advice of the company doctor.'],
]

/** Recorded decisions that somebody stays out although a cause applies. */
function exclusions(today: Day, people: readonly Person[], administrators: readonly Person[]): DemoAct[] {
  return reasons.map(([slug, place, reason], nth) => {
    const day = workday(monthsBefore(today, 2 + 3 * nth))
    return {
      at: momentOn(day, 345 + nth),
      kind: 'exclusion.add',
      author: byPerson(oneOf(administrators, 'excludes', slug, place)),
      run: async (tx, world) => {
        const activityId = world.ids.targets.of(slug)
        const fit = people.filter(
          (person) =>
            isWithin(person.place, place) && isHere(person, day) && !signIns.some(({ key }) => key === person.key),
        )
        const userIds = toldOf(world, fit)
        const { rows } = await sql<{ user_id: number }>`
          select e.user_id from enrollments e
          left join completions c on c.user_id = e.user_id and c.activity_id = e.activity_id
          where e.activity_id = ${activityId} and e.state = 1 and e.user_id = any (${userIds}::int[]) and c.id is null
          order by e.user_id`.execute(tx.db)
        const one = rows[Math.floor(chance('excluded', slug, place) * rows.length)]
        return insertFacts(tx, 'exclusions', one ? [{ user_id: one.user_id, activity_id: activityId, reason }] : [])
      },
    }
  })
}
