import { sql } from 'kysely'
import { audience, kindOfAudience, objectOfAudience } from '../enrollment/engine/audience.ts'
import { type Change, type Fact, type FactName, facts, type Row } from './fact.ts'

/** One entry of the journal of a batch. What is personal is an entry of its own, of the fact `personal`. */
export type JournalEntry = {
  /** Of the journal; null for what is personal. */
  id: number | null
  batchId: number
  fact: string
  key: number
  before: Row | null
  after: Row | null
  userIds: number[] | null
  /** Of several edits that go back together: each, the first one first. Rules hold and let go whom they match by each of them. */
  parts?: readonly JournalEntry[]
  /** Of one that is not reversed: whether it is because a later one of the same row was not, which is named instead. */
  isBehind?: boolean
}

/** Entries that can be reversed in one go: of one fact, of one kind, each row once. */
export type Run = { fact: string; act: 'insert' | 'edit' | 'remove'; entries: JournalEntry[] }

/**
 * What a batch wrote, last entry first, without what follows from the rest: holds follow from rules and archives, and what
 * belongs to something that the batch made goes and comes back with it.
 */
export async function readJournal(tx: Change, batchId: number): Promise<JournalEntry[]> {
  const { rows } = await sql<JournalEntry>`
    select id, batch_id as "batchId", fact, key, before, after, user_ids as "userIds"
    from changes where batch_id = ${batchId} order by id desc`.execute(tx.db)
  const personal = await sql<JournalEntry>`
    select null as id, batch_id as "batchId", 'personal' as fact, user_id as key, before, after, null as "userIds"
    from personal_changes where batch_id = ${batchId} and before is not null and after is not null
    order by user_id`.execute(tx.db)
  const made = madeIn(rows)
  // Those whom a let-go rule held are put back when the rule is held again: after everything else.
  const [held, others] = partition(rows, ({ fact }) => fact === 'held_matches')
  const facts = others.filter((entry) => entry.fact !== 'holds' && !belongs(entry, made))
  return [...personal.rows, ...wholes(facts), ...heldBefore(rows, held)]
}

/**
 * What a batch did to one row in several steps goes back whole or stays whole, so that nothing is left as it was in the middle of
 * the batch. What it made and went on to edit is one entry, of it as the batch left it; so are edits of the same columns.
 */
function wholes(entries: readonly JournalEntry[]): JournalEntry[] {
  const ofRow = new Map<string, JournalEntry[]>()
  const merged = new Set<JournalEntry>()
  for (const entry of entries.toReversed()) {
    const row = `${entry.fact} ${rowOf(entry)}`
    const own = { ...entry }
    const isEdit = entry.before !== null && entry.after !== null && !entry.userIds
    const before = ofRow.get(row) ?? []
    const [first, ...others] = isEdit ? before.filter((other) => isOfSameColumns(own, other)) : []
    if (!first) {
      merged.add(own)
      ofRow.set(row, isEdit ? [...before, own] : entry.before === null && !entry.userIds ? [own] : [])
      continue
    }
    for (const other of [...others, own]) {
      if (first.before) first.parts = [...partsOf(first), ...partsOf(other)]
      first.before = first.before && { ...other.before, ...first.before }
      first.after = { ...first.after, ...other.after }
      merged.delete(other)
    }
    ofRow.set(
      row,
      before.filter((other) => !others.includes(other)),
    )
  }
  return [...merged].toReversed()
}

const partsOf = (entry: JournalEntry): readonly JournalEntry[] => entry.parts ?? [{ ...entry }]

/**
 * Whom rules held that the batch let go, before it did so for the first time: whom it held meanwhile matters no more. Of a rule
 * that had held nobody no entry says so, and it is to hold nobody again.
 */
function heldBefore(rows: readonly JournalEntry[], held: readonly JournalEntry[]): JournalEntry[] {
  const first = new Map<number, JournalEntry>()
  for (const entry of rows) if (entry.fact === 'holds') first.set(entry.key, entry)
  const letGo = new Map([...first].filter(([, { after }]) => after === null))
  const told = held.filter(({ id, key }) => Number(id) < Number(letGo.get(key)?.id ?? Number.POSITIVE_INFINITY))
  for (const { key } of told) letGo.delete(key)
  const nobody = [...letGo.values()].map((entry) => ({ ...entry, fact: 'held_matches', before: {}, userIds: [] }))
  return [...told, ...nobody]
}

export function inRuns(journal: readonly JournalEntry[]): Run[] {
  const runs: Run[] = []
  let seen = new Set<string>()
  for (const entry of journal) {
    const act = entry.before === null ? 'insert' : entry.after === null ? 'remove' : 'edit'
    const row = rowOf(entry)
    const last = runs.at(-1)
    if (last?.fact === entry.fact && last.act === act && !seen.has(row)) {
      last.entries.push(entry)
      seen.add(row)
    } else {
      runs.push({ fact: entry.fact, act, entries: [entry] })
      seen = new Set([row])
    }
  }
  return runs
}

/**
 * Of the entries of a run, those that can be reversed though `left` — later entries of the same batch — were not: a value that
 * the batch set and set again is another's by now, and so is a user whom it took out of a set and put back.
 */
export function leaveEarlier(
  entries: readonly JournalEntry[],
  left: readonly JournalEntry[],
): { entries: JournalEntry[]; kept: JournalEntry[] } {
  if (left.length === 0) return { entries: [...entries], kept: [] }
  const leftOf = Map.groupBy(left, (entry) => `${entry.fact} ${rowOf(entry)}`)
  const free: JournalEntry[] = []
  const kept: JournalEntry[] = []
  for (const entry of entries) {
    const later = leftOf.get(`${entry.fact} ${rowOf(entry)}`) ?? []
    if (entry.userIds) {
      const others = new Set(later.flatMap(({ userIds }) => userIds ?? []))
      const [theirs, ours] = partition(entry.userIds, (userId) => others.has(userId))
      if (ours.length > 0 || theirs.length === 0) free.push({ ...entry, userIds: ours })
      if (theirs.length > 0) kept.push({ ...entry, userIds: theirs, isBehind: true })
    } else if (later.some((other) => isOfSameColumns(entry, other))) kept.push({ ...entry, isBehind: true })
    else free.push(entry)
  }
  return { entries: free, kept }
}

/** Whether two entries of one row say something of the same column; making and removing a row say something of all. */
function isOfSameColumns(one: JournalEntry, other: JournalEntry): boolean {
  if (![one, other].every(({ before, after }) => before && after)) return true
  const identity: readonly string[] = facts[one.fact as FactName]?.identity ?? []
  return Object.keys(one.after ?? {}).some((column) => column in (other.after ?? {}) && !identity.includes(column))
}

/** Memberships and the like are whole sets: one entry may follow another of the same set. */
function rowOf({ fact, key, before, after, userIds }: JournalEntry): string {
  const declared: Fact | undefined = facts[fact as FactName]
  if (!declared || userIds) return `${key}`
  const row = after ?? before ?? {}
  return declared.identity.map((column) => row[column]).join()
}

type Made = { audiences: Set<number>; targets: Set<number>; users: Set<number> }

/** What the batch made that is never deleted: it is put away, and everything that belongs to it with it. */
function madeIn(entries: readonly JournalEntry[]): Made {
  const made: Made = { audiences: new Set(), targets: new Set(), users: new Set() }
  for (const { fact, key, before } of entries) {
    if (before !== null) continue
    if (fact === 'users') made.users.add(key)
    if (fact === 'learning_activities' || fact === 'qualifications') made.targets.add(key)
    for (const kind of audiencesOf[fact] ?? []) made.audiences.add(audience(kind, key))
  }
  return made
}

const audiencesOf: Record<string, ReadonlyArray<Parameters<typeof audience>[0]>> = {
  companies: ['company'],
  departments: ['department', 'departmentBelow'],
  teams: ['team'],
  job_functions: ['function'],
  groups: ['group'],
  rules: ['rule'],
}

function belongs({ fact, key, before, after, userIds }: JournalEntry, made: Made): boolean {
  const row = after ?? before ?? {}
  switch (fact) {
    case 'learning_activity_texts':
      return made.targets.has(key)
    case 'target_activities':
      return made.targets.has(key) || made.targets.has(row.activity_id as number)
    case 'assignments':
      return made.targets.has(row.target_id as number) || made.audiences.has(row.audience_id as number)
    case 'memberships':
      return isOf(key, made) || (userIds ?? []).every((userId) => made.users.has(userId))
    case 'grants':
      return made.users.has(row.user_id as number)
    default:
      return false
  }
}

/** Whether an audience is a part of what was made: a unit of it, or a list in an activity or of a qualification. */
function isOf(audienceId: number, made: Made): boolean {
  const isList = ['byHand', 'byManager', 'import', 'holders'].includes(kindOfAudience(audienceId))
  return isList ? made.targets.has(objectOfAudience(audienceId)) : made.audiences.has(audienceId)
}

function partition<Item>(items: readonly Item[], test: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(test), items.filter((item) => !test(item))]
}
