import { setUpAcademy } from '../server/access/commands.ts'
import { hashPassword, storePassword } from '../server/access/password.ts'
import { type Author, type Change, change } from '../server/change.ts'
import { editAssignments } from '../server/enrollment/assignment/assignments.ts'
import { createActivities } from '../server/learning/commands.ts'
import { newActivity } from '../server/learning/contract.ts'
import { createQualifications } from '../server/learning/qualifications.ts'
import { createUnits } from '../server/organization/commands.ts'
import { createDepartments } from '../server/organization/departments.ts'
import type { Db } from '../server/platform/database/database.ts'
import { only } from '../server/platform/database/given.ts'
import { createUsers, editUser } from '../server/user/commands.ts'
import { newUser } from '../server/user/contract.ts'

export type Person = { id: number; name: string; email: string }
export type Story = Awaited<ReturnType<typeof tellStory>>

/** Everybody's password in the story who has one. */
export const password = 'every story has a beginning'

/**
 * Rakema, a trading company with a warehouse, told once through the same commands as real data. Ruth manages the
 * warehouse in Rotterdam, where Daan leads the night dock; Marta runs the lorries. What is linked from the start: the
 * warehouse and all below it to *Fire safety*, the first aiders to *BHV*. Everything else is for a test to do.
 */
export async function tellStory(db: Db) {
  const passwordHash = await hashPassword(password)
  const tell = (author: Author) => tellIn(db, author)

  const setup = tell({ kind: 'setup' })
  const adaId = await setup('academy.setUp', (tx) =>
    setUpAcademy(tx, {
      academyName: 'Rakema',
      language: 'en',
      timeZone: 'Europe/Amsterdam',
      name: 'Ada Okafor',
      email: 'ada.okafor@example.com',
      passwordHash,
      now: new Date(),
    }),
  )
  const ada = { kind: 'user', userId: adaId } as const
  const asAda = tell(ada)

  const rakema = (await db.selectFrom('companies').select('id').executeTakeFirstOrThrow()).id
  const logistics = await asAda('company.create', async (tx) =>
    only(await createUnits(tx, { kind: 'companies', names: ['Rakema Logistics'] })),
  )
  const companies = { rakema, logistics }
  const departments = await asAda('department.create', (tx) => arrange(tx, companies))
  const teams = await asAda('team.create', (tx) =>
    named(teamNames, (names) => createUnits(tx, { kind: 'teams', names })),
  )
  const functions = await asAda('function.create', (tx) =>
    named(functionNames, (names) => createUnits(tx, { kind: 'functions', names })),
  )
  const groups = await asAda('group.create', (tx) =>
    named(groupNames, (names) => createUnits(tx, { kind: 'groups', names })),
  )

  const activities = await asAda('activity.create', (tx) => writeActivities(tx))
  const { firstAid, fireSafety } = activities
  const bhv = await asAda('qualification.create', async (tx) => {
    const description = 'First help, and out of the building in time.'
    const activityIds = [firstAid, fireSafety]
    return only(await createQualifications(tx, { qualifications: [{ name: 'BHV', description, activityIds }] }))
  })
  await asAda('assignment.edit', async (tx) => {
    await assign(tx, { kind: 'departments', id: departments.warehouse }, fireSafety)
    await assign(tx, { kind: 'teams', id: teams.firstAiders }, bhv)
  })

  const hired = await asAda('user.create', (tx) => hire(tx, { companies, departments, teams, functions, groups }))
  await asAda('user.edit', (tx) => editUser(tx, { id: hired.ole.id, edit: { status: 'inactive' } }))
  const people = { ada: { id: adaId, name: 'Ada Okafor', email: 'ada.okafor@example.com' }, ...hired }
  // Émile was added, but has not followed his invitation yet.
  for (const { id } of Object.values(people).filter(({ id }) => id !== people.emile.id)) {
    await storePassword(db, { userId: id, passwordHash, now: new Date() })
  }

  return { author: ada, companies, departments, teams, functions, groups, people, activities, qualifications: { bhv } }
}

function tellIn(db: Db, author: Author) {
  return async <Result>(kind: string, command: (tx: Change) => Promise<Result>): Promise<Result> =>
    (await change(db, { kind, author, notify: false }, command)).result
}

async function arrange(tx: Change, { rakema, logistics }: { rakema: number; logistics: number }) {
  const create = (companyId: number, parentId: number | null, ...names: string[]) =>
    createDepartments(tx, { departments: names.map((name) => ({ name, companyId, parentId })) }) as Promise<
      [number, number]
    >
  const [warehouse, office] = await create(rakema, null, 'Warehouse', 'Office')
  const [rotterdam, venlo] = await create(rakema, warehouse, 'Rotterdam', 'Venlo')
  const [nightDock] = await create(rakema, rotterdam, 'Night dock')
  const [finance] = await create(rakema, office, 'Finance')
  const [transport] = await create(logistics, null, 'Transport')
  const [lorries] = await create(logistics, transport, 'Lorries')
  return { warehouse, rotterdam, venlo, nightDock, office, finance, transport, lorries }
}

const teamNames = { nightShift: 'Night shift', firstAiders: 'First aiders', worksCouncil: 'Works council' }
const functionNames = { forkliftDriver: 'Forklift driver', shiftLeader: 'Shift leader', accountant: 'Accountant' }
const groupNames = { newHires: 'New hires', wardens: 'Evacuation wardens' }

function writeActivities(tx: Change) {
  const link = (page: string) => `https://learning.example.com/${page}`
  const told = {
    forklift: {
      type: 'e-learning',
      texts: [
        { language: 'en', title: 'Forklift basics', description: 'Lift, drive, stack.', link: link('forklift') },
        {
          language: 'nl',
          title: 'Heftruck: de basis',
          description: 'Heffen, rijden, stapelen.',
          link: link('heftruck'),
        },
      ],
    },
    firstAid: {
      type: 'classroom',
      validMonths: 24,
      selfCompletion: false,
      texts: [
        { language: 'en', title: 'First aid', description: 'Two days, with practice.' },
        { language: 'nl', title: 'Eerste hulp', description: 'Twee dagen, met oefening.' },
      ],
    },
    fireSafety: {
      type: 'video',
      texts: [
        { language: 'en', title: 'Fire safety', link: link('fire') },
        { language: 'nl', title: 'Brandveiligheid', link: link('brand') },
      ],
    },
    conduct: {
      type: 'document',
      onLeaving: 'keep',
      texts: [
        { language: 'en', title: 'Code of conduct', link: link('conduct') },
        { language: 'nl', title: 'Gedragscode', link: link('gedrag') },
      ],
    },
    privacy: {
      type: 'exam',
      validMonths: 12,
      texts: [{ language: 'en', title: 'Data privacy', link: link('privacy') }],
    },
    loads: { type: 'webinar', texts: [{ language: 'nl', title: 'Lading zekeren', link: link('lading') }] },
  }
  return named(told, (activities) =>
    createActivities(tx, { activities: activities.map((one) => newActivity.parse(one)) }),
  )
}

async function assign(tx: Change, unit: { kind: 'departments' | 'teams'; id: number }, targetId: number) {
  await editAssignments(tx, { unit, add: [{ targetId, onLeaving: null, includesBelow: true }], edit: [], remove: [] })
}

/** Managers first, for whom they manage names them. */
async function hire(tx: Change, to: { [Of in 'companies' | 'departments' | 'teams' | 'functions' | 'groups']: Ids }) {
  const { companies, departments, teams, functions, groups } = to
  const rakema = { companyId: companies.rakema, language: 'nl' }
  const logistics = { companyId: companies.logistics, language: 'nl' }
  const rotterdam = { ...rakema, departmentId: departments.rotterdam }

  const leaders = await add(tx, {
    ruth: { ...rakema, name: 'Ruth de Wit', departmentId: departments.warehouse, addedOn: '2017-03-01' },
    marta: { ...logistics, name: 'Marta Kowalska', departmentId: departments.transport, addedOn: '2019-09-02' },
  })
  const { daan } = await add(tx, {
    daan: {
      ...rotterdam,
      name: 'Daan Visser',
      managerId: leaders.ruth.id,
      functionIds: [functions.shiftLeader],
      teamIds: [teams.nightShift, teams.firstAiders],
      addedOn: '2018-11-15',
    },
  })
  const others = await add(tx, {
    ann: {
      ...rotterdam,
      name: 'Ann de Vries',
      employeeNumber: 'R-1001',
      managerId: leaders.ruth.id,
      functionIds: [functions.forkliftDriver],
      teamIds: [teams.nightShift],
      addedOn: '2021-05-03',
    },
    bo: { ...rotterdam, name: 'Bo Smit', managerId: leaders.ruth.id, groupIds: [groups.wardens], language: 'en' },
    femke: { ...rakema, name: 'Femke Bakker', departmentId: departments.nightDock, managerId: daan.id },
    zoe: {
      ...rakema,
      name: 'Zoë Janssen',
      departmentId: departments.finance,
      functionIds: [functions.accountant],
      teamIds: [teams.worksCouncil],
    },
    emile: { ...rakema, name: 'Émile Dubois', departmentId: departments.finance, language: 'fr' },
    jurgen: {
      ...logistics,
      name: 'Jürgen Krause',
      departmentId: departments.lorries,
      managerId: leaders.marta.id,
      language: 'de',
    },
    ole: {
      ...logistics,
      name: 'Ole Hansen',
      departmentId: departments.lorries,
      managerId: leaders.marta.id,
      language: 'en',
    },
    wei: { ...logistics, name: '李伟', email: 'wei.li@example.com', language: 'en', groupIds: [groups.newHires] },
  })
  return { ...leaders, daan, ...others }
}

type Ids = Record<string, number>

async function add<Key extends string>(
  tx: Change,
  told: Record<Key, { name: string; email?: string } & Record<string, unknown>>,
): Promise<Record<Key, Person>> {
  const users = Object.values<{ name: string; email?: string }>(told).map((one) =>
    newUser.parse({ addedOn: '2024-01-08', email: addressOf(one.name), ...one }),
  )
  const ids = await createUsers(tx, { users })
  const people = users.map(({ name, email }, nth) => ({ id: ids[nth] ?? 0, name, email }))
  return Object.fromEntries(Object.keys(told).map((key, nth) => [key, people[nth]])) as Record<Key, Person>
}

/** Ann de Vries is ann.de.vries@example.com, and Zoë Janssen has no diaeresis in hers. */
function addressOf(name: string): string {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '')
  return `${plain.toLowerCase().replaceAll(' ', '.')}@example.com`
}

/** Creates what was told, all at once, and says by which key each of it goes. */
async function named<Key extends string, Told>(
  told: Record<Key, Told>,
  create: (all: Told[]) => Promise<number[]>,
): Promise<Record<Key, number>> {
  const ids = await create(Object.values(told))
  return Object.fromEntries(Object.keys(told).map((key, nth) => [key, ids[nth]])) as Record<Key, number>
}
