import { sql } from 'kysely'
import { onLeavingNumber } from '../enrollment/engine/onLeaving.ts'
import { type Change, editFacts, insertFacts, removeFacts } from '../facts.ts'
import { unknownIds } from '../platform/database/given.ts'
import { notFound } from '../platform/problem.ts'
import type { ActivityEdit, ActivityText, NewActivity } from './contract.ts'

/** Creates learning activities with their texts. Answers their ids in the order given. */
export async function createActivities(tx: Change, input: { activities: readonly NewActivity[] }): Promise<number[]> {
  const rows = input.activities.map(({ type, onLeaving, validMonths, selfCompletion }) => ({
    type,
    on_leaving: onLeavingNumber(onLeaving),
    valid_months: validMonths,
    self_completion: selfCompletion,
  }))
  const ids = await insertFacts(tx, 'learning_activities', rows)
  const texts = ids.flatMap((id, row) => textRows(id, input.activities[row]?.texts ?? []))
  await insertFacts(tx, 'learning_activity_texts', texts)
  return ids
}

/** Edits a learning activity. `texts` is the whole set: a language left out is removed. */
export async function editActivity(tx: Change, input: { id: number; edit: ActivityEdit }): Promise<void> {
  const { id, edit } = input
  const unknown = await unknownIds(tx.db, { table: 'learning_activities', ids: [id] })
  if (unknown.length > 0) throw notFound('learning activity')
  const { type, onLeaving, validMonths, selfCompletion, texts } = edit
  await editFacts(tx, 'learning_activities', [
    {
      id,
      ...(type !== undefined && { type }),
      ...(onLeaving !== undefined && { on_leaving: onLeavingNumber(onLeaving) }),
      ...(validMonths !== undefined && { valid_months: validMonths }),
      ...(selfCompletion !== undefined && { self_completion: selfCompletion }),
    },
  ])
  if (texts) await setTexts(tx, id, texts)
}

async function setTexts(tx: Change, id: number, texts: readonly ActivityText[]): Promise<void> {
  const { rows } = await sql<{ language: string }>`
    select language from learning_activity_texts where activity_id = ${id} for update`.execute(tx.db)
  const present = new Set(rows.map(({ language }) => language))
  const given = new Set<string>(texts.map(({ language }) => language))
  const fresh = texts.filter(({ language }) => !present.has(language))
  const edited = texts.filter(({ language }) => present.has(language))
  const gone = [...present.difference(given)].map((language) => ({ activity_id: id, language }))
  await insertFacts(tx, 'learning_activity_texts', textRows(id, fresh))
  await editFacts(tx, 'learning_activity_texts', textRows(id, edited))
  await removeFacts(tx, 'learning_activity_texts', gone)
}

function textRows(id: number, texts: readonly ActivityText[]) {
  return texts.map(({ language, title, description, link }) => ({
    activity_id: id,
    language,
    title,
    description,
    link,
  }))
}
