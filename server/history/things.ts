import { sql } from 'kysely'
import type { Language } from '../learning/contract.ts'
import type { Db } from '../platform/database/database.ts'
import type { Thing, ThingKind } from './contract.ts'

export type ThingRef = { kind: ThingKind; id: number }

/** Gives things the names they have now, each once. Answers how to find them. */
export async function nameThings(
  db: Db,
  input: { things: readonly ThingRef[]; language: Language },
): Promise<(ref: ThingRef) => Thing> {
  if (input.things.length === 0) return (ref) => ({ ...ref, name: '' })
  const once = new Map(input.things.map(({ kind, id }) => [keyOf({ kind, id }), { kind, id }]))
  const { rows } = await sql<Thing>`
    select given.kind, given.id, thing_name(given.kind, given.id, ${input.language}) as name
    from jsonb_to_recordset(${JSON.stringify([...once.values()])}) as given (kind text, id int)`.execute(db)
  const named = new Map(rows.map((row) => [keyOf(row), row]))
  return (ref) => named.get(keyOf(ref)) ?? { ...ref, name: '' }
}

const keyOf = ({ kind, id }: ThingRef) => `${kind} ${id}`
