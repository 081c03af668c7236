import { sql } from 'kysely'
import type { Change } from '../../server/change.ts'
import { audience } from '../../server/enrollment/engine/audience.ts'
import { editFacts, insertFacts } from '../../server/facts.ts'
import { Problem } from '../../server/platform/problem.ts'
import type { Criterion } from '../../server/rule/contract.ts'
import { compileCriteria, type Languages } from '../../server/rule/criteria.ts'
import type { Rule } from '../world.ts'
import { daysFrom, ids, type Numbers, near, type Perform, pick, policy } from './choose.ts'

const mostRules = 6

/** Rules through their whole life. */
export const rules = {
  addRule: async (tx, { a, b, c }) => {
    const number = (await ids(tx, 'rules')).length
    if (number >= mostRules) return undefined
    const state = pick(['active', 'draft'] as const, b >> 3)
    const row = {
      name: `Rule ${tx.batchId} ${number}`,
      state,
      on_leaving: policy(b),
      ...(await written(tx, { a, b, c })),
    }
    const [id = 0] = await insertFacts(tx, 'rules', [row])
    const target_id = near(await ids(tx, 'targets'), c)
    await insertFacts(tx, 'assignments', [{ audience_id: audience('rule', id), target_id }])
    return undefined
  },
  editRule: async (tx, { a, b, c }) => {
    const rule = await anyRule(tx, a)
    if (rule) await editFacts(tx, 'rules', [{ id: rule.id, ...(await written(tx, { a: b, b: c, c: a })) }])
    return undefined
  },
  turnRule: async (tx, { a, b }) => {
    const rule = await anyRule(tx, a)
    if (rule) await editFacts(tx, 'rules', [{ id: rule.id, state: pick(next[rule.state], b) }])
    return undefined
  },
  changeRuleLeaving: async (tx, { a, b }) => {
    const rule = await anyRule(tx, a)
    if (rule) await editFacts(tx, 'rules', [{ id: rule.id, on_leaving: policy(b) }])
    return undefined
  },
} satisfies Record<string, Perform>

const next: Record<Rule['state'], ReadonlyArray<Rule['state']>> = {
  draft: ['active'],
  active: ['paused', 'paused', 'ended'],
  paused: ['active', 'active', 'ended'],
  ended: ['active'],
}

async function anyRule(tx: Change, nth: number): Promise<{ id: number; state: Rule['state'] } | undefined> {
  const found = await sql<{ id: number; state: Rule['state'] }>`select id, state from rules order by id`.execute(tx.db)
  return found.rows.length === 0 ? undefined : near(found.rows, nth)
}

/** The columns of a rule. */
async function written(tx: Change, numbers: Numbers) {
  const { rows } = await sql<{ code: string; id: number }>`select code, id from languages`.execute(tx.db)
  const languages = new Map(rows.map(({ code, id }) => [code, id]))
  const criteria = possible(await anyCriteria(tx, numbers), languages)
  return { criteria, ...compileCriteria(criteria, { languages }) }
}

/** Dates that exclude each other are refused; then there are none. */
function possible(criteria: Criterion[], languages: Languages): Criterion[] {
  try {
    compileCriteria(criteria, { languages })
    return criteria
  } catch (error) {
    if (error instanceof Problem) return criteria.filter(({ kind }) => kind !== 'added')
    throw error
  }
}

/** None to three criteria, or a handful, over the few things that there are. */
async function anyCriteria(tx: Change, { a, b, c }: Numbers): Promise<Criterion[]> {
  const count = pick([1, 2, 1, 3, 2, 0, 5], a)
  const mixed = (nth: number) => (a * 7 + b * 13 + c * 31) * (nth + 1) + nth * 17
  const criteria: Criterion[] = []
  for (let nth = 0; nth < count; nth += 1) criteria.push(await anyCriterion(tx, mixed(nth)))
  return criteria
}

async function anyCriterion(tx: Change, seed: number): Promise<Criterion> {
  const kind = pick(kinds, seed)
  const nth = Math.floor(seed / kinds.length)
  const negated = nth % 3 === 0
  const chosen = async (table: string) => {
    const all = await ids(tx, table)
    return [...new Set(Array.from({ length: 1 + (nth % 2) }, (_, more) => near(all, nth + more * 5)))]
  }
  switch (kind) {
    case 'company':
      return { kind, negated, ids: await chosen('companies') }
    case 'department':
      return { kind, negated, ids: await chosen('departments'), below: nth % 2 === 0 }
    case 'team':
      return { kind, negated, ids: await chosen('teams') }
    case 'function':
      return { kind, negated, ids: await chosen('job_functions') }
    case 'group':
      return { kind, negated, ids: await chosen('groups') }
    case 'language':
      return { kind, negated, codes: [pick(['en', 'nl'] as const, nth)] }
    case 'manager':
      return { kind: 'user', is: 'manager', negated }
    case 'reports':
    case 'reports-directly':
    case 'exactly':
      return { kind: 'user', is: kind, negated, ids: await chosen('users') }
    case 'added':
      return anyDays(nth)
    case 'moving':
      return {
        kind: 'added',
        is: pick(['in-last-days', 'at-least-days-ago'] as const, nth),
        negated: false,
        days: pick([1, 2, 3, 30, 31], nth >> 1),
      }
  }
}

const kinds = [
  'company',
  'department',
  'team',
  'function',
  'group',
  'language',
  'manager',
  'reports',
  'reports-directly',
  'exactly',
  'added',
  'moving',
  'moving',
] as const

function anyDays(nth: number): Criterion {
  const day = daysFrom(firstDay, pick([0, -1, -3, -29, 2], nth >> 2))
  const is = pick(['before', 'after', 'on', 'between'] as const, nth)
  if (is === 'between') return { kind: 'added', is, negated: false, from: day, to: daysFrom(day, 3) }
  return { kind: 'added', is, negated: false, day }
}

/** The day on which every random world begins. */
export const firstDay = '2026-02-27'
