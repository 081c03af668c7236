import { sql } from 'kysely'
import { audience } from '../../server/enrollment/engine/audience.ts'
import { insertFacts, removeFacts } from '../../server/facts.ts'
import type { Db } from '../../server/platform/database/database.ts'
import { everyoneRule, ruleOf } from '../academy/rules.ts'
import type { Bench, Figure, Topic } from '../figure.ts'
import { repeat, summary, timed } from '../measure.ts'
import { factsOnly, newActivity } from './acts.ts'

/** A new rule's plan: whom it would enroll in its activity, found in one snapshot. Beside it a bare count of the profiles. */
export const rules: Topic = {
  name: 'rules',
  async measure(bench) {
    const counts = await repeat(9, () => timed(() => sql`select count(*) from profiles`.execute(bench.db)))
    const some = await planOf(
      bench,
      ruleOf('Of 1 %', [{ kind: 'department', below: true, negated: false, ids: [1, 2] }]),
    )
    const all = await planOf(bench, everyoneRule('Of everyone'))
    const figure = (key: string, whom: string, plan: Plan, most: number): Figure => ({
      key,
      what: `plan of a rule that matches ${whom}`,
      unit: 'ms',
      ...summary(plan.times),
      bare: { what: 'count of all profiles', ...summary(counts) },
      aim: { of: 'value', most },
      note: `${plan.users.toLocaleString('en')} users`,
    })
    return [figure('rule-some', '1 % of everyone', some, 60), figure('rule-all', 'everyone', all, 400)]
  },
}

type Plan = { users: number; times: number[] }

async function planOf({ db }: Bench, declared: ReturnType<typeof ruleOf>): Promise<Plan> {
  const activityId = await newActivity(db)
  const [ruleId, assignmentId] = await factsOnly(db, async (tx) => {
    const [id = 0] = await insertFacts(tx, 'rules', [declared])
    const [link = 0] = await insertFacts(tx, 'assignments', [
      { audience_id: audience('rule', id), target_id: activityId },
    ])
    return [id, link]
  })
  const plans = await repeat(10, () => planned(db, activityId))
  await factsOnly(db, async (tx) => {
    await removeFacts(tx, 'assignments', [{ id: assignmentId }])
    await removeFacts(tx, 'rules', [{ id: ruleId }])
  })
  return { users: plans[0]?.users ?? 0, times: plans.slice(1).map(({ took }) => took) }
}

async function planned(db: Db, activityId: number): Promise<{ users: number; took: number }> {
  let users = 0
  const took = await timed(async () => {
    const found = await sql<{ n: number }>`select cardinality(plan_activity(${activityId})) as n`.execute(db)
    users = found.rows[0]?.n ?? 0
  })
  return { users, took }
}
