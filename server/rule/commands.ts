import { sql } from 'kysely'
import { audience, kindOfAudience, objectOfAudience } from '../enrollment/engine/audience.ts'
import { onLeavingNumber } from '../enrollment/engine/onLeaving.ts'
import { lockFor } from '../fact/locks.ts'
import { type Change, editFacts, insertFacts, removeFacts } from '../facts.ts'
import { archivedNamed, findTaken, noneOf, noTarget, only, takenName } from '../platform/database/given.ts'
import { conflict, type Finding, notFound, refuse } from '../platform/problem.ts'
import { type Said, sentence, several } from '../platform/sentence.ts'
import type { Criterion, NewRule, RuleEdit, RuleState } from './contract.ts'
import { audiencesOf, compileCriteria, type Languages, leavesWithTime } from './criteria.ts'
import { findNamed, isArchived, readLanguages, wordOf } from './named.ts'

/** `keepsByDefault`: nothing was said about leaving, and people leave only because days pass, so whoever came in stays. */
export type Written = { id: number; keepsByDefault: boolean }

/** Creates a rule with its targets, as a draft or active at once. Whom it enrolls is not decided here: the engine derives it. */
export async function createRule(tx: Change, input: NewRule): Promise<Written> {
  const { name, criteria, targetIds, state } = input
  const languages = await readLanguages(tx.db)
  const columns = columnsOf(criteria, languages)
  await lockFor(tx, 'rules', 'insert')
  refuse(await findProblems(tx, { name, criteria, targetIds, languages, present: nothingNamed }), 1)
  const keepsByDefault = input.onLeaving === undefined && leavesWithTime(criteria)
  const onLeaving = keepsByDefault ? 'keep' : (input.onLeaving ?? null)
  const rows = [{ name, state, on_leaving: onLeavingNumber(onLeaving), ...columns }]
  const id = only(await insertFacts(tx, 'rules', rows))
  await insertFacts(tx, 'assignments', assignmentRows(id, targetIds))
  return { id, keepsByDefault }
}

/**
 * Edits a rule; `targetIds` is its whole set. What is edited applies at once to everyone, if the rule is active. Whoever
 * pauses a rule and edits it in one act means those who matched before: pausing and ending come first, activating last.
 */
export async function editRule(tx: Change, input: { id: number; edit: RuleEdit }): Promise<Written> {
  const { id, edit } = input
  const languages = await readLanguages(tx.db)
  const columns = edit.criteria && columnsOf(edit.criteria, languages)
  const rule = await lockRule(tx, id)
  refuseStep(rule.state, edit.state)
  refuse(await findProblems(tx, { ...edit, id, languages, present: rule }), 1)
  const keepsByDefault = comesToKeep(rule, edit)
  const onLeaving = keepsByDefault ? 'keep' : edit.onLeaving
  if (edit.state !== undefined && edit.state !== 'active') await editFacts(tx, 'rules', [{ id, state: edit.state }])
  await editFacts(tx, 'rules', [
    {
      id,
      ...(edit.name !== undefined && { name: edit.name }),
      ...(onLeaving !== undefined && { on_leaving: onLeavingNumber(onLeaving) }),
      ...columns,
    },
  ])
  if (edit.targetIds) await setTargets(tx, { id, targetIds: new Set(edit.targetIds), present: rule.targetIds })
  if (edit.state === 'active') await activate(tx, { id, before: rule.state })
  return { id, keepsByDefault }
}

/** Copies a rule to a draft with the same criteria, targets and leaving, under a name of its own. Answers its id. */
export async function copyRule(tx: Change, input: { id: number }): Promise<number> {
  const { id, name, state: _, targetIds, ...same } = await lockRule(tx, input.id)
  const copy = { ...same, name: await freeName(tx, name), state: 'draft' }
  const copyId = only(await insertFacts(tx, 'rules', [copy]))
  await insertFacts(tx, 'assignments', assignmentRows(copyId, targetIds))
  return copyId
}

/** What criteria are stored as. */
function columnsOf(criteria: readonly Criterion[], languages: Languages) {
  return { criteria: criteria as unknown as StoredRule['criteria'], ...compileCriteria(criteria, { languages }) }
}

type StoredRule = {
  id: number
  name: string
  state: RuleState
  on_leaving: number | null
  criteria: Criterion[]
  query: string
  audience_ids: number[]
  added_from: string | null
  added_to: string | null
  within_days: number | null
  after_days: number | null
}
type PresentRule = StoredRule & { targetIds: Set<number> }

/**
 * The rule as it is. First the lock of declarations, as every write of them takes it first; with it, nothing can be archived
 * between looking and writing, and two who edit one rule take turns.
 */
async function lockRule(tx: Change, id: number): Promise<PresentRule> {
  await lockFor(tx, 'rules', 'edit')
  const { rows } = await sql<StoredRule>`
    select id, name, state, on_leaving, criteria, query::text as query, audience_ids, added_from, added_to,
      within_days, after_days
    from rules where id = ${id} for update`.execute(tx.db)
  const [rule] = rows
  if (!rule) throw notFound('rule')
  const targets = await sql<{ target_id: number }>`
    select target_id from assignments where audience_id = ${audience('rule', id)}`.execute(tx.db)
  return { ...rule, targetIds: new Set(targets.rows.map(({ target_id }) => target_id)) }
}

const steps: Record<RuleState, readonly RuleState[]> = {
  draft: ['active', 'ended'],
  active: ['paused', 'ended'],
  paused: ['active', 'ended'],
  ended: ['active'],
}

function refuseStep(from: RuleState, to: RuleState | undefined): void {
  if (to === undefined || to === from || steps[from].includes(to)) return
  throw conflict('no-step', from === 'draft' ? draftPaused() : endedPaused(), 'state')
}

const draftPaused = sentence(
  'rule.draft-paused',
  'A draft has no effect yet, so there is nothing to pause. Activate it first.',
)
const endedPaused = sentence(
  'rule.ended-paused',
  'An ended rule has nobody in it, so there is nothing to pause. Activate it first.',
)

/** The default of a new rule holds too for one that is edited to become such a rule, if nothing was said before. */
function comesToKeep(rule: StoredRule, { criteria, onLeaving }: RuleEdit): boolean {
  if (!criteria || onLeaving !== undefined || rule.on_leaving !== null) return false
  return leavesWithTime(criteria) && !leavesWithTime(rule.criteria)
}

/** A rule that names something archived holds whoever is in it, and in one that was not active there is nobody. */
async function activate(tx: Change, { id, before }: { id: number; before: RuleState }): Promise<void> {
  if (before === 'draft' || before === 'ended') {
    const { rows } = await sql<{ audience_ids: number[] }>`select audience_ids from rules where id = ${id}`.execute(
      tx.db,
    )
    const named = await findNamed(tx.db, rows[0]?.audience_ids ?? [])
    const message = [...named.values()].filter(({ archived }) => archived).map(isArchived)
    if (message.length > 0) {
      throw conflict('archived', [...message, restoreOrTakeOut()], 'state')
    }
  }
  await editFacts(tx, 'rules', [{ id, state: 'active' }])
}

const restoreOrTakeOut = sentence(
  'rule.restore-or-take-out',
  'Restore it, or take it out before the rule is activated.',
)
const chooseAnother = sentence('rule.choose-another', 'Choose another.')

async function setTargets(
  tx: Change,
  { id, targetIds, present }: { id: number; targetIds: Set<number>; present: Set<number> },
): Promise<void> {
  const gone = [...present.difference(targetIds)]
  const { rows } = await sql<{ id: number }>`
    select id from assignments where audience_id = ${audience('rule', id)} and target_id = any (${gone}::int[])
  `.execute(tx.db)
  await removeFacts(tx, 'assignments', rows)
  await insertFacts(tx, 'assignments', assignmentRows(id, targetIds.difference(present)))
}

function assignmentRows(id: number, targetIds: Iterable<number>) {
  return [...targetIds].map((target_id) => ({ audience_id: audience('rule', id), target_id }))
}

type Present = { audience_ids: readonly number[]; targetIds: ReadonlySet<number> }
const nothingNamed: Present = { audience_ids: [], targetIds: new Set() }

type Asked = {
  id?: number
  name?: string | undefined
  criteria?: readonly Criterion[] | undefined
  targetIds?: readonly number[] | undefined
  languages: Languages
  /** What the rule names already may have been archived since: it stays until somebody takes it out. */
  present: Present
}

async function findProblems(tx: Change, asked: Asked): Promise<Finding[]> {
  return [
    ...(await findTakenName(tx, asked)),
    ...(await findBadValues(tx, asked)),
    ...(await findBadTargets(tx, asked)),
  ]
}

async function findTakenName(tx: Change, { id, name }: Asked): Promise<Finding[]> {
  const rows = [{ ...(id !== undefined && { id }), text: name }]
  const taken = await findTaken(tx.db, { table: 'rules', column: 'name', rows })
  return taken.map(({ row }) => ({ row, field: 'name', message: takenName('rule', name, { archived: false }) }))
}

async function findBadValues(tx: Change, { criteria = [], languages, present }: Asked): Promise<Finding[]> {
  const held = new Set(present.audience_ids)
  const fresh = criteria.flatMap((criterion, nth) =>
    audiencesOf(criterion, languages)
      .filter((audienceId) => !held.has(audienceId) && kindOfAudience(audienceId) !== 'managers')
      .map((audienceId) => ({ nth, audienceId })),
  )
  const named = await findNamed(
    tx.db,
    fresh.map(({ audienceId }) => audienceId),
  )
  return [...Map.groupBy(fresh, ({ nth }) => nth)].flatMap(([nth, values]) => {
    const field = `criteria.${nth}.ids`
    const unknown = values.filter(({ audienceId }) => !named.has(audienceId)).map((value) => value.audienceId)
    const archived = values.flatMap(({ audienceId }) => named.get(audienceId) ?? []).filter((one) => one.archived)
    return [
      ...(unknown.length > 0 ? [{ row: 0, field, message: noSuch(unknown) }] : []),
      ...archived.slice(0, 10).map((one) => ({ row: 0, field, message: [isArchived(one), chooseAnother()] })),
    ]
  })
}

async function findBadTargets(tx: Change, { targetIds = [], present }: Asked): Promise<Finding[]> {
  const fresh = targetIds.filter((id) => !present.targetIds.has(id))
  const { rows } = await sql<{ id: number; name: string | null; archived: boolean | null }>`
    select given.id, coalesce(q.name, activity_title(la.id, academy.language)) as name,
      coalesce(q.archived, la.archived) as archived
    from unnest(${fresh}::int[]) with ordinality as given (id, position)
    cross join academy
    left join learning_activities la on la.id = given.id
    left join qualifications q on q.id = given.id
    order by given.position`.execute(tx.db)
  const unknown = rows.filter(({ archived }) => archived === null).map(({ id }) => id)
  const message = noTarget({ ids: several(unknown) })
  return [
    ...(unknown.length > 0 ? [{ row: 0, field: 'targetIds', message }] : []),
    ...rows
      .filter(({ archived }) => archived)
      .map(({ name }) => ({ row: 0, field: 'targetIds', message: archivedNamed({ name: name ?? '' }) })),
  ]
}

/** `Copy of Drivers`, or the first of `Copy 2 of Drivers`, … that no rule is called yet. */
async function freeName(tx: Change, name: string): Promise<string> {
  const names = Array.from({ length: 1000 }, (_, nth) =>
    `Copy ${nth === 0 ? '' : `${nth + 1} `}of ${name}`.slice(0, 200),
  )
  const { rows } = await sql<{ name: string }>`
    select free.name
    from unnest(${names}::text[]) with ordinality as free (name, position)
    where not exists (select from rules where lower(rules.name) = lower(free.name))
    order by free.position limit 1`.execute(tx.db)
  const [free] = rows
  if (!free) throw conflict('copied-often', copiedOften({ name }))
  return free.name
}

const copiedOften = sentence(
  'rule.copied-often',
  '"{{name}}" has been copied a thousand times. Rename some of the copies.',
)

function noSuch(audienceIds: readonly number[]): Said {
  const [first = 0] = audienceIds
  return noneOf({ thing: wordOf(first), ids: several(audienceIds.map(objectOfAudience)) })
}
