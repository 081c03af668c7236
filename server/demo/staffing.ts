import { audience } from '../enrollment/engine/index.ts'
import { type Change, editFacts, insertFacts, joinAudience, leaveAudience } from '../facts.ts'
import { beginOf } from './begin.ts'
import { type Day, daysBefore, latest, momentOn } from './calendar.ts'
import type { Move, Person } from './person.ts'
import type { DemoAct, World } from './world.ts'

/** What the personnel department told the academy: who came, moved and left. Lately by the day, before that by the month. */
export function staffing(today: Day, people: readonly Person[]): DemoAct[] {
  const begin = beginOf(today)
  const lately = daysBefore(today, 35)
  const told = (day: Day) => (day <= begin ? begin : day > lately ? day : `the month ${day.slice(0, 7)}`)
  const news = [
    ...people.map((person) => ({ person, on: latest(person.addedOn, begin), what: 'came' as const })),
    ...people.flatMap((person) => person.moves.map((move) => ({ person, on: move.on, what: move }))),
    ...people.flatMap((person) => (person.leftOn ? [{ person, on: person.leftOn, what: 'left' as const }] : [])),
  ]
  return [...Map.groupBy(news, ({ on }) => told(on))].map(([, together]) => {
    const day =
      together
        .map(({ on }) => on)
        .toSorted()
        .at(-1) ?? today
    const came = together.flatMap(({ person, what }) => (what === 'came' ? [person] : []))
    const moved = together.flatMap(({ person, what }) => (typeof what === 'object' ? [{ person, move: what }] : []))
    const left = together.flatMap(({ person, what }) => (what === 'left' ? [person] : []))
    return {
      at: momentOn(day, day === begin ? 400 : 5),
      kind: 'user.import',
      run: async (tx, world) => {
        await hire(tx, world, came)
        await move(tx, world, moved)
        await editFacts(
          tx,
          'users',
          left.map(({ key }) => ({ id: world.ids.users.of(key), status: 'inactive' })),
        )
      },
    }
  })
}

/** Rank by rank, for everybody names who leads them. */
async function hire(tx: Change, world: World, came: readonly Person[]): Promise<void> {
  const { ids } = world
  for (const [, rank] of Map.groupBy(came, ({ level }) => level)) {
    const rows = rank.map((person) => ({
      name: person.name,
      email: person.email,
      employee_number: person.employeeNumber,
      role: person.role,
      language: person.language,
      added_on: person.addedOn,
      ...standing(world, person),
    }))
    ids.users.learn(
      rank.map(({ key }) => key),
      await insertFacts(tx, 'users', rows),
    )
  }
  await join(
    tx,
    world,
    came.map((person) => ({ person, ...person })),
  )
}

async function move(tx: Change, world: World, moved: ReadonlyArray<{ person: Person; move: Move }>): Promise<void> {
  const { ids } = world
  await editFacts(
    tx,
    'users',
    moved.map(({ person, move }) => ({ id: ids.users.of(person.key), ...standing(world, { ...person, ...move }) })),
  )
  for (const { person } of moved) {
    const userIds = [ids.users.of(person.key)]
    for (const name of person.functions) await leaveAudience(tx, { audienceId: functionOf(world, name), userIds })
    for (const name of person.teams) await leaveAudience(tx, { audienceId: teamOf(world, name), userIds })
  }
  await join(
    tx,
    world,
    moved.map(({ person, move }) => ({ person, ...move, groups: [] })),
  )
}

function standing({ ids }: World, { company, place, managerKey }: Pick<Person, 'company' | 'place' | 'managerKey'>) {
  return {
    company_id: ids.companies.of(company),
    department_id: place === company ? null : ids.departments.of(place),
    manager_id: managerKey === null ? null : ids.users.of(managerKey),
  }
}

async function join(
  tx: Change,
  world: World,
  joining: ReadonlyArray<Pick<Person, 'functions' | 'teams' | 'groups'> & { person: Person }>,
): Promise<void> {
  const memberships = joining.flatMap(({ person, functions, teams, groups }) => {
    const userId = world.ids.users.of(person.key)
    return [
      ...functions.map((name) => ({ userId, audienceId: functionOf(world, name) })),
      ...teams.map((name) => ({ userId, audienceId: teamOf(world, name) })),
      ...groups.map((name) => ({ userId, audienceId: audience('group', world.ids.groups.of(name)) })),
    ]
  })
  for (const [audienceId, members] of Map.groupBy(memberships, (membership) => membership.audienceId)) {
    await joinAudience(tx, { audienceId, userIds: members.map(({ userId }) => userId) })
  }
}

const functionOf = ({ ids }: World, name: string) => audience('function', ids.functions.of(name))
const teamOf = ({ ids }: World, name: string) => audience('team', ids.teams.of(name))
