import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { anyStep, buildWorld, perform, type Step } from '../../test/acts.ts'
import { createTestDatabase } from '../../test/database.ts'
import { pair } from '../../test/oracle.ts'
import { seed } from '../../test/seed.ts'
import { type Change, change } from '../change.ts'
import { audience, explain } from '../enrollment/engine/index.ts'
import { editFacts, insertFacts } from '../facts.ts'
import type { Db } from '../platform/database/database.ts'
import { criteria } from '../rule/contract.ts'
import { compileCriteria } from '../rule/criteria.ts'
import type { Transition } from './contract.ts'
import { findTransitions } from './transitions.ts'
import { findWays } from './ways.ts'

const author = { kind: 'demo' } as const
const runs = Number(process.env.MUSTER_PROPERTY_RUNS ?? 2)

const number = fc.nat({ max: 997 })
const anyAct = fc.oneof(
  { arbitrary: anyStep, weight: 3 },
  {
    arbitrary: fc.record({
      act: fc.constantFrom('editRule', 'archive', 'passDays', 'addedOn'),
      a: number,
      b: number,
      c: number,
    }),
    weight: 1,
  },
)
type Act = typeof anyAct extends fc.Arbitrary<infer Of> ? Of : never

test('reasons name the causes that an act began or ended and no others, and only a cause is a way without obstacles', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyAct, { minLength: 60, maxLength: 60 }), async (all) => {
      const { db, drop } = await createTestDatabase()
      try {
        await change(db, { kind: 'world', author }, buildDenseWorld)
        let causes = await causesIn(db)
        for (const one of all) causes = await actAndCompare(db, one, causes)
        await compareWays(db)
      } finally {
        await drop()
      }
    }),
    { seed, numRuns: runs, interruptAfterTimeLimit: 90_000 },
  )
})

type Causes = Map<string, Set<number>>

async function actAndCompare(db: Db, one: Act, before: Causes): Promise<Causes> {
  const { outcome } = await change(db, { kind: one.act, author }, (tx) => act(tx, one))
  const after = await causesIn(db)
  for (const { userId, activityId } of await movedBy(db, outcome.batchId)) {
    const key = pair(userId, activityId)
    const told = (await findTransitions(db, { userId, activityId })).items.filter(
      ({ act }) => act.id === outcome.batchId,
    )
    const [had, has] = [before, after].map((causes) => causes.get(key) ?? new Set<number>()) as [
      Set<number>,
      Set<number>,
    ]
    for (const { reasons } of told) expect({ one, key, told, reasons }).not.toMatchObject({ reasons: [] })
    if (told.some(isWhole)) continue
    // What ceased to be required and was ended by hand went its way in two steps.
    const isRequired = told[0]?.to === 'active'
    const alike = told.filter(({ to }) => (to === 'active') === isRequired)
    const expected = ascending(isRequired ? has.difference(had) : had.difference(has))
    expect({ one, key, told, named: ascending(alike.flatMap(causesOf)) }).toEqual({ one, key, told, named: expected })
  }
  return after
}

/** What has no obstacles is a cause, of everybody who is not excluded, and everything else has some. */
async function compareWays(db: Db): Promise<void> {
  const { rows } = await sql<{ userId: number; activityId: number }>`
    select u.id as "userId", a.id as "activityId"
    from users u cross join learning_activities a
    where u.status = 'active' and not a.archived
      and not exists (select from exclusions x where x.user_id = u.id and x.activity_id = a.id)`.execute(db)
  for (const one of rows) {
    const causes = await explain(db, { userIds: [one.userId], activityIds: [one.activityId] })
    const { items } = await findWays(db, { ...one, isActive: true })
    const open = items.filter(({ obstacles }) => obstacles.length === 0)
    const led = causes.filter(({ cause }) => !['by-hand', 'by-manager', 'import'].includes(cause.kind))
    expect({ one, ways: ascending(open.map(({ assignmentId }) => assignmentId)) }).toEqual({
      one,
      ways: ascending(led.map(({ cause }) => cause.assignmentId)),
    })
  }
}

/** An exclusion ends whatever there is, at once, and is not told cause by cause. */
function isWhole({ reasons: [first] }: Transition): boolean {
  return first?.what === 'excluded' || first?.what === 'exclusion-ended'
}

/** Every kind of audience leads somewhere, three rules among them. */
async function buildDenseWorld(tx: Change): Promise<void> {
  await buildWorld(tx)
  await insertFacts(
    tx,
    'rules',
    asked.slice(0, 3).map((columns, nth) => ({ name: `Rule ${nth}`, state: 'active', ...columns })),
  )
  const audiences = [
    ...(
      ['company', 'departmentBelow', 'department', 'team', 'group', 'language', 'allReports', 'rule'] as const
    ).flatMap((kind) => [1, 2].map((id) => audience(kind, id))),
    audience('managers', 0),
    audience('reports', 1),
    audience('rule', 3),
  ]
  await insertFacts(
    tx,
    'assignments',
    audiences.map((audience_id, nth) => ({ audience_id, target_id: 1 + (nth % 5) })),
  )
}

const languages = new Map([
  ['en', 1],
  ['nl', 2],
])
const team = { kind: 'team', ids: [1] }
const english = { kind: 'language', codes: ['en'] }
const asked = [
  [team],
  [{ ...english, negated: true }],
  [
    { kind: 'company', ids: [1] },
    { kind: 'team', ids: [1, 2] },
  ],
  [english, { kind: 'added', is: 'in-last-days', days: 20 }],
].map((given) => {
  const parsed = criteria.parse(given)
  return { criteria: parsed as never, ...compileCriteria(parsed, { languages }) }
})

/** Rules, archives and days, as their commands write them; whatever else there is as the engine's own test does. */
async function act(tx: Change, { act: kind, a, b, c }: Act): Promise<void> {
  switch (kind) {
    case 'editRule': {
      const id = 1 + (a % 3)
      const state = (['active', 'paused', 'ended', 'active'] as const)[b % 4]
      await editFacts(tx, 'rules', [c % 2 === 0 ? { id, ...asked[b % 4] } : { id, ...(state && { state }) }])
      return
    }
    case 'archive': {
      const table = (['teams', 'groups', 'departments', 'companies', 'learning_activities', 'qualifications'] as const)[
        a % 6
      ]
      const { rows } = await sql<{ id: number; archived: boolean }>`
        select id, archived from ${sql.table(table ?? 'teams')} order by id offset ${b % 2} limit 1`.execute(tx.db)
      await editFacts(
        tx,
        table ?? 'teams',
        rows.map(({ id, archived }) => ({ id, archived: !archived })),
      )
      return
    }
    case 'passDays':
      await sql`select pg_advisory_xact_lock(8, 1), pg_advisory_xact_lock(8, 2)`.execute(tx.db)
      await editFacts(tx, 'academy', [{ id: true, today: await dayIn(tx, 1 + (a % 15)) }])
      return
    case 'addedOn': {
      const { rows } = await sql<{ id: number }>`select id from users order by id offset ${a % 4} limit 1`.execute(
        tx.db,
      )
      await editFacts(tx, 'users', [{ id: rows[0]?.id ?? 0, added_on: await dayIn(tx, -(b % 30)) }])
      return
    }
    default:
      await perform(tx, { act: kind, a, b, c } as Step)
  }
}

async function dayIn(tx: Change, days: number): Promise<string> {
  const { rows } = await sql<{ day: string }>`select academy_today() + ${days}::int as day`.execute(tx.db)
  return rows[0]?.day ?? ''
}

/** The causes that the engine finds of everybody in everything. */
async function causesIn(db: Db): Promise<Causes> {
  const { rows } = await sql<{ id: number }>`select id from users`.execute(db)
  const found = await explain(db, { userIds: rows.map(({ id }) => id) })
  const causes = Map.groupBy(found, ({ userId, activityId }) => pair(userId, activityId))
  return new Map([...causes].map(([key, of]) => [key, new Set(of.map(({ cause }) => cause.assignmentId))]))
}

async function movedBy(db: Db, batchId: number): Promise<Array<{ userId: number; activityId: number }>> {
  const { rows } = await sql<{ userId: number; activityId: number }>`
    select distinct u.id as "userId", a.id as "activityId"
    from events e
    cross join lateral unnest(e.user_ids) as u (id)
    cross join lateral unnest(e.activity_ids) as a (id)
    where e.batch_id = ${batchId}`.execute(db)
  return rows
}

const causesOf = ({ reasons }: Transition) =>
  reasons.flatMap(({ causes }) => causes.map(({ assignmentId }) => assignmentId))

const ascending = (ids: Iterable<number>) => [...new Set(ids)].sort((a, b) => a - b)
