import { sql } from 'kysely'
import { type AudienceKind, kindOfAudience, objectOfAudience } from '../enrollment/engine/audience.ts'
import type { Db } from '../platform/database/database.ts'
import { sentence } from '../platform/sentence.ts'
import type { NamedThing } from './contract.ts'
import type { Languages } from './criteria.ts'

/** What stands behind audiences that criteria name, by audience. What does not exist, or has no name, is not in it. */
export async function findNamed(db: Db, audienceIds: Iterable<number>): Promise<Map<number, NamedThing>> {
  const { rows } = await sql<{ audience_id: number; name: string; archived: boolean }>`
    select named.audience_id, named.name, archived.audience_id is not null as archived
    from (
      select given.audience_id, audience_name(given.audience_id) as name
      from unnest(${[...new Set(audienceIds)]}::int[]) as given (audience_id)
    ) named
    left join archived_audiences archived on archived.audience_id = named.audience_id
    where named.name is not null`.execute(db)
  return new Map(rows.map(({ audience_id, name, archived }) => [audience_id, thingOf(audience_id, name, archived)]))
}

export async function readLanguages(db: Db): Promise<Languages> {
  const { rows } = await sql<{ id: number; code: string }>`select id, code from languages`.execute(db)
  return new Map(rows.map(({ id, code }) => [code, id]))
}

/** What an audience of this kind is called in a criterion. */
export function wordOf(audienceId: number): NamedThing['kind'] {
  const word = words[kindOfAudience(audienceId)]
  if (!word) throw new RangeError(`no criterion names the audience ${audienceId}`)
  return word
}

const words: Partial<Record<AudienceKind, NamedThing['kind']>> = {
  everyone: 'user',
  company: 'company',
  department: 'department',
  departmentBelow: 'department',
  team: 'team',
  function: 'function',
  group: 'group',
  language: 'language',
  reports: 'user',
  allReports: 'user',
}

/** What to say of something archived that a rule names. */
export const isArchived = ({ kind, name }: NamedThing) => archived({ thing: kind, name })

const archived = sentence('rule.archived', '{{Thing}} "{{name}}" is archived.')

export function thingOf(audienceId: number, name: string, archived: boolean): NamedThing {
  return { kind: wordOf(audienceId), id: objectOfAudience(audienceId), name, archived }
}
