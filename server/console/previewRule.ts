import { sql } from 'kysely'
import { listPreviewNames, type Preview, previewKind } from '../enrollment/preview/contract.ts'
import { listNames } from '../enrollment/preview/previews.ts'
import type { Db } from '../platform/database/database.ts'
import { literally } from '../platform/database/page.ts'
import { Problem } from '../platform/problem.ts'
import { preview } from '../preview.ts'
import { editRule } from '../rule/commands.ts'
import type { Rule } from '../rule/contract.ts'
import { countRules, listRuleMatches } from '../rule/matches.ts'
import { readRule } from '../rule/queries.ts'
import type { Given } from './given.ts'
import { readHome } from './home.ts'
import { asked, causeWords } from './sentences.ts'
import { bold, candidates, choose, count, faint, number, say, sayJson } from './speech.ts'

/** Names that are told of each kind. */
const named = 20

/** `muster preview-rule <rule>`: what activating it would do. Answers 2 when it is not clear which, or cannot be done. */
export async function previewRule(db: Db, { words, switches }: Given): Promise<number> {
  const { language } = await readHome(db)
  const id = await findRule(db, words[0] ?? '')
  if (id === undefined) return 2
  const rule = await readRule(db, { id, language })
  const told = rule.state === 'active' ? await readStanding(db, rule) : await rehearse(db, rule, language)
  if (told === undefined) return 2
  if (switches.has('json')) sayJson({ rule, ...told })
  else say([...describe(rule), '', ...('preview' in told ? plan(told) : standing(rule, told))].join('\n'))
  return 0
}

async function findRule(db: Db, given: string): Promise<number | undefined> {
  const { rows } = await sql<{ id: number; name: string; state: string }>`
    select id, name, state from rules
    where id::text = ${given} or lower(name) like lower(${`%${literally(given)}%`})
    order by id::text = ${given} desc, lower(name) = lower(${given}) desc, name, id limit ${candidates + 1}`.execute(db)
  const found = choose(rows, {
    isExact: ({ id, name }) => String(id) === given || name.toLowerCase() === given.toLowerCase(),
    none: `No rule has “${given}” in its name, or as its number.`,
    several: `Several rules have “${given}” in their name; give the number of one:`,
    line: ({ id, name, state }) => `${id}  ${name} (${state})`,
  })
  return found?.id
}

type Planned = { preview: Preview; names: Awaited<ReturnType<typeof namesOf>> }

/** Rehearses the activation. What cannot be activated says why, and is undefined. */
async function rehearse(db: Db, { id }: Rule, language: string): Promise<Planned | undefined> {
  const act = { kind: 'rule.activate', author: { kind: 'setup' } } as const
  try {
    const planned = await preview(db, act, (tx) => editRule(tx, { id, edit: { state: 'active' } }))
    return { preview: planned, names: await namesOf(db, planned, language) }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    console.error(error.message)
    return undefined
  }
}

async function namesOf(db: Db, { previewId, counts }: Preview, language: string) {
  const kinds = previewKind.options.filter((kind) => counts[kind].people > 0)
  const pages = await Promise.all(
    kinds.map((kind) => {
      const asked = listPreviewNames.query.parse({ kind, limit: named })
      return listNames(db, { previewId, language, asked })
    }),
  )
  return kinds.map((kind, nth) => ({ kind, first: pages[nth]?.items ?? [] }))
}

function plan({ preview: { counts, people, activities, confirm }, names }: Planned): string[] {
  const sum =
    people === 0
      ? 'Activating it would change nothing.'
      : `Activating it would change something for ${count(people, 'person', 'people')} in ${count(activities, 'activity', 'activities')}.`
  const much = `It is much: who does it confirms ${number(confirm.enrolls)} enrolled and ${number(confirm.ends)} ended.`
  return [
    sum,
    ...(confirm.isNeeded ? [much] : []),
    ...names.flatMap(({ kind, first }) => {
      const { people: all, enrollments } = counts[kind]
      const more = enrollments - first.length
      return [
        '',
        bold(`${headings[kind]}: ${count(all, 'person', 'people')}, ${count(enrollments, 'enrollment')}`),
        ...first.map(({ user, activity, causes }) => {
          const why = causes.map(causeWords).join('; ')
          return `  ${user.name} <${user.email}> · ${activity.title}${why ? faint(` · they ${why}`) : ''}`
        }),
        ...(more > 0 ? [faint(`  and ${number(more)} more`)] : []),
      ]
    }),
  ]
}

const headings: Record<keyof Preview['counts'], string> = {
  enrolled: 'Would be enrolled',
  resumed: 'Would be enrolled again',
  'required-again': 'Are kept, and would be required again',
  kept: 'Would be kept, not required any more',
  withdrawn: 'Would be withdrawn',
  already: 'Are enrolled already',
  excluded: 'Are excluded, and would stay out',
}

type Standing = { count: number; first: Array<{ name: string; email: string }> }

/** An active rule has done already whatever it would do. */
async function readStanding(db: Db, { id }: Rule): Promise<Standing> {
  const [counted] = await countRules(db, { ruleIds: [id] })
  const { items } = await listRuleMatches(db, { id, query: { limit: named } })
  return { count: counted?.count ?? 0, first: items.map(({ name, email }) => ({ name, email })) }
}

function standing(rule: Rule, { count: all, first }: Standing): string[] {
  const what = rule.frozen
    ? `It is broken, because it names what is archived, and holds ${count(all, 'person', 'people')} until that is restored`
    : `It is active already, and matches ${count(all, 'person', 'people')}`
  return [
    `${what}${first.length > 0 ? ':' : '.'}`,
    ...first.map(({ name, email }) => `  ${name} <${email}>`),
    ...(all > first.length ? [faint(`  and ${number(all - first.length)} more`)] : []),
  ]
}

function describe({ id, name, state, criteria, targets }: Rule): string[] {
  return [
    bold(`${name} (rule ${id}, ${state})`),
    criteria.length === 0 ? '  everyone' : '  whoever',
    ...criteria.map(({ criterion, values }) => `    ${asked(criterion, values)}`),
    `  is enrolled in ${targets.map((target) => target.name).join(', ') || 'nothing yet'}`,
  ]
}
