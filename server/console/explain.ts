import { sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import type { Explanation } from '../explanation/contract.ts'
import { explainPair } from '../explanation/queries.ts'
import type { Db } from '../platform/database/database.ts'
import { literally } from '../platform/database/page.ts'
import type { Given } from './given.ts'
import { type Home, readHome } from './home.ts'
import { actLine, causeLine, reasonLine, wayLines } from './sentences.ts'
import { bold, candidates, choose, faint, number, say, sayJson } from './speech.ts'

type Person = { id: number; name: string; email: string }

/** `muster explain <e-mail> <activity>`. Answers 2 when it is not clear who or what is meant. */
export async function explain(db: Db, { words, switches }: Given): Promise<number> {
  const [whom = '', what = ''] = words
  const home = await readHome(db)
  const person = await findPerson(db, whom)
  const activityId = person && (await findActivity(db, what, home))
  if (!person || !activityId) return 2
  const explanation = await explainPair(db, { actor: anAdministrator(home), userId: person.id, activityId })
  if (switches.has('json')) sayJson(explanation)
  else say(report(explanation, home))
  return 0
}

/** By e-mail address, or by a part of it or of the name where that leaves nobody else. */
async function findPerson(db: Db, given: string): Promise<Person | undefined> {
  const { rows } = await sql<Person>`
    select id, name, email from users
    where lower(email) = lower(${given}) or lower(name || ' ' || email) like lower(${`%${literally(given)}%`})
    order by lower(email) = lower(${given}) desc, name, id limit ${candidates + 1}`.execute(db)
  return choose(rows, {
    isExact: ({ email }) => email.toLowerCase() === given.toLowerCase(),
    none: `Nobody has the e-mail address “${given}”, nor a name or an address like it.`,
    several: `Several people have “${given}” in their name or address; give the address of one:`,
    line: ({ name, email }) => `${email}  ${name}`,
  })
}

/** By its number, or by a part of its title in any language. */
async function findActivity(db: Db, given: string, { language }: Home): Promise<number | undefined> {
  const { rows } = await sql<{ id: number; title: string; titles: string[] }>`
    select a.id, activity_title(a.id, ${language}) as title, array_agg(lower(t.title)) as titles
    from learning_activities a
    join learning_activity_texts t on t.activity_id = a.id
    group by a.id
    having a.id::text = ${given} or bool_or(lower(t.title) like lower(${`%${literally(given)}%`}))
    order by a.id::text = ${given} desc, bool_or(lower(t.title) = lower(${given})) desc, 2, a.id
    limit ${candidates + 1}`.execute(db)
  const found = choose(rows, {
    isExact: ({ id, titles }) => String(id) === given || titles.includes(given.toLowerCase()),
    none: `No learning activity has “${given}” in its title, or as its number.`,
    several: `Several learning activities have “${given}” in their title; give the number of one:`,
    line: ({ id, title }) => `${id}  ${title}`,
  })
  return found?.id
}

const anAdministrator = ({ language }: Home): Actor => ({
  userId: 0,
  name: '',
  role: 'administrator',
  isManager: true,
  language,
})

function report(explanation: Explanation, home: Home): string {
  const { user, activity, causes, transitions } = explanation
  const told = transitions.items.map(
    ({ to, at, act, reasons }) =>
      `  ${home.moment(at)}  ${to}${reasons.length > 0 ? `: ${reasons.map(reasonLine).join('; ')}` : ''} ${faint(`(${actLine(act)})`)}`,
  )
  const more = transitions.total - transitions.items.length
  return [
    bold(`${user.name} · ${activity.title}`),
    '',
    ...standing(explanation, home),
    ...causes.map((cause) => `  – ${causeLine(cause, home)}`),
    ...whyNot(explanation, home),
    ...(told.length > 0 ? ['', 'What happened, the latest first:', ...told] : []),
    ...(more > 0 ? [faint(`  and ${more} times before`)] : []),
  ].join('\n')
}

function standing(explanation: Explanation, home: Home): string[] {
  const { user, activity, state, changedAt, causes, exclusion, suspended } = explanation
  const { name } = user
  const since = changedAt === null ? '' : ` since ${home.day(changedAt)}`
  const sentences = {
    active: `${name} ${since ? 'has been' : 'is'} enrolled${since}${causes.length > 0 ? ', because they' : '.'}`,
    kept: `${name} stays enrolled, although nothing ${since ? 'has required it' : 'requires it any more'}${since}.`,
    withdrawn: `${name} ${since ? 'has not been enrolled' : 'is no longer enrolled'}${since}.`,
    none: `${name} was never enrolled.`,
  }
  return [
    ...(exclusion
      ? [
          `${name} has been excluded since ${home.day(exclusion.since)}${exclusion.by ? ` by ${exclusion.by.name}` : ''}, ` +
            `${exclusion.until ? `until ${exclusion.until}` : 'until an administrator lifts it'}` +
            `${exclusion.reason ? `: “${exclusion.reason}”` : ''}. Nothing enrolls them meanwhile.`,
        ]
      : []),
    ...(user.status === 'inactive'
      ? [
          `${name} ${suspended ? 'has been' : 'is'} inactive${suspended ? ` since ${home.day(suspended.at)} (${actLine(suspended)})` : ''}: their enrollments are suspended.`,
        ]
      : []),
    ...(activity.archived ? ['The learning activity is archived: nothing leads to it until it is restored.'] : []),
    sentences[state],
  ]
}

/** What leads there and does not reach them; of a rule, which of its criteria fail. */
function whyNot({ exclusion, user, activity, ways }: Explanation, home: Home): string[] {
  if (!ways || exclusion || user.status === 'inactive' || activity.archived) return []
  if (ways.total === 0) return ['Nothing leads there by itself: one is enrolled by hand or by import only.']
  const more = ways.total - ways.items.length
  return [
    'Nothing that leads there reaches them:',
    ...ways.items.flatMap((way) => wayLines(way, home)),
    ...(more > 0 ? [faint(`  and ${number(more)} more`)] : []),
  ]
}
