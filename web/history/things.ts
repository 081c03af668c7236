import type { TFunction } from 'i18next'
import type { Thing, ThingKind } from '../../server/history/contract.ts'
import type { Reason } from '../enrollment/why.ts'
import { formatIn } from '../kit/format.ts'
import type { Part } from '../kit/Why.tsx'

/** In which language something is told, and whether what it names is linked. */
export type Telling = { t: TFunction; language: string; links: boolean }

/** Where a thing has its page; the academy's are its settings. */
const pages: Record<ThingKind, string | undefined> = {
  user: '/users',
  company: '/organise/companies',
  department: '/organise/departments',
  team: '/organise/teams',
  function: '/organise/functions',
  group: '/organise/groups',
  activity: '/courses',
  qualification: '/organise/qualifications',
  rule: '/organise/rules',
  academy: undefined,
}

/** Its name, linked where one may go there. What was erased has none any more. */
export function nameOf({ kind, id, name }: Thing, { t, links }: Telling): Part {
  const text = name === '' ? t(`history:erased.${kind === 'user' ? 'user' : 'other'}`) : name
  const page = pages[kind]
  return links && page && name !== '' ? { text, to: `${page}/${id}` } : { text }
}

/** "Forklift basics, First aid and 3 more". */
export function namesOf(things: readonly Thing[], count: number, telling: Telling): Part {
  const more = count - things.length
  const names = things.map((thing) => nameOf(thing, telling))
  if (more <= 0) return names
  if (more === Number.POSITIVE_INFINITY) return [...names, telling.t('history:manyMore')]
  return [...names, telling.t('history:more', { count: more, shown: formatIn(telling.language).number(more) })]
}

/** With the word for what it is: "team Night shift", "the teams Night shift, First aiders and 4 more". */
export function nounOf(kind: ThingKind, things: readonly Thing[], count: number, telling: Telling): Reason {
  return {
    sentence: telling.t(`history:noun.${kind}`, { count }),
    parts: { names: namesOf(things, count, telling) },
  }
}
