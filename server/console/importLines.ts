import { previewKind } from '../enrollment/preview/contract.ts'
import { type ChangeKind, type ImportView, letterOf } from '../import/contract.ts'
import { listProblemRows } from '../import/queries.ts'
import { headers } from '../import/vocabulary.ts'
import { problemSentence } from '../import/words.ts'
import type { Db } from '../platform/database/database.ts'
import { becoming, enrolling, type Told } from './importReport.ts'
import { causeWords } from './sentences.ts'
import { bold, count, faint, number } from './speech.ts'

/** Problem rows, and names, that are told; the report file has all. */
const told = 20

/** What a check and its plan come to, in counts. */
export function checkLines({ fileName, action, check, plan, columns, ignored }: ImportView): string[] {
  if (!check) return []
  const ways = plan
    ? Object.entries(plan.counts).flatMap(([kind, { people, enrollments }]) =>
        people > 0
          ? [`  ${spaced(kind)}: ${count(people, 'person', 'people')}, ${count(enrollments, 'enrollment')}`]
          : [],
      )
    : []
  const unsure = columns.flatMap(({ problem, letter, header }) =>
    problem ? [`  column ${letter} “${header}” is left out: ${spaced(problem.kind)}`] : [],
  )
  return [
    bold(`${fileName} (${action})`),
    `${count(check.rows, 'row')}: ${count(check.people, 'person', 'people')} in good rows, ` +
      `${number(check.withProblems)} with problems, ${number(check.idle)} that ask for nothing.`,
    ...(action === 'users'
      ? [`${number(check.created)} added, ${number(check.edited)} changed, ${number(check.unchanged)} as they are.`]
      : []),
    ...(check.joined + check.left > 0 ? [`${number(check.joined)} given, ${number(check.left)} taken.`] : []),
    ...(check.completed > 0 ? [`${count(check.completed, 'completion')} recorded.`] : []),
    ...(action !== 'users' && check.unchanged > 0 ? [`${number(check.unchanged)} already so.`] : []),
    ...(check.notEnrolled > 0 ? [`${number(check.notEnrolled)} about somebody who is not enrolled.`] : []),
    ...(check.remains > 0
      ? [
          `${count(check.remains, 'enrollment stays', 'enrollments stay')}, since something else requires it` +
            (check.released > 0 ? `; ${count(check.released, 'reason ends', 'reasons end')}.` : '.'),
        ]
      : []),
    ...(check.deactivated > 0 ? [`${count(check.deactivated, 'person becomes', 'people become')} inactive.`] : []),
    ...(check.daysFromDigits > 0
      ? [faint(`  ${count(check.daysFromDigits, 'day')} in digits alone, read as a spreadsheet counts days`)]
      : []),
    ...unsure,
    ...(ignored.length > 0 ? [faint(`  not looked at: ${ignored.join(', ')}`)] : []),
    ...ways,
  ]
}

/** Whom it is about: what becomes of them, and of their enrollments. */
export async function nameLines(db: Db, { view, language }: Told): Promise<string[]> {
  const people = await first(becoming(db, { view, language }), told)
  // Who is in already stands in the report.
  const kinds = previewKind.options.filter(
    (kind) => kind !== 'already' && view.plan && view.plan.counts[kind].people > 0,
  )
  const names = await first(enrolling(db, { view, language, kinds }), told)
  return [
    ...people.items.map(({ name, email, kind, fields, thing, day, row, causes }) => {
      const inWhat = fields.map((field) => headers[field].en.toLowerCase()).join(', ')
      const why = causes.map(causeWords).join('; ')
      const what = [thing?.name, became[kind], day, inWhat && `(${inWhat})`, why && `(${why})`]
        .filter(Boolean)
        .join(' ')
      return `  row ${row}: ${name} (${email}): ${what}`
    }),
    ...names.items.map(
      ({ user, activity, kind }) => `  ${user.name} (${user.email}): ${activity.title} ${spaced(kind)}`,
    ),
    ...(people.more || names.more ? [faint('  and more; --report writes all of them to a file')] : []),
  ]
}

const became: Record<ChangeKind, string> = {
  created: 'added',
  edited: 'changed',
  deactivated: 'inactive',
  joined: 'begins',
  left: 'ends',
  completed: 'recorded',
  unchanged: 'already so',
  notEnrolled: 'not enrolled',
  remains: 'stays enrolled',
}

const spaced = (kind: string) => kind.replaceAll('-', ' ')

async function first<Item>(all: AsyncIterable<Item>, most: number): Promise<{ items: Item[]; more: boolean }> {
  const items: Item[] = []
  for await (const item of all) {
    if (items.length === most) return { items, more: true }
    items.push(item)
  }
  return { items, more: false }
}

/** What is wrong, cell by cell. */
export async function problemLines(db: Db, { id, action }: ImportView): Promise<string[]> {
  const { items, more } = await listProblemRows(db, { importId: id, query: { afterRow: 0, limit: told } })
  return [
    ...(items.length > 0 ? ['', 'Not imported:'] : []),
    ...items.flatMap(({ row, problems }) =>
      problems.map(({ kind, column, value, about }) => {
        const cell = column === null ? `row ${row}` : `${letterOf(column)}${row}`
        const sentence = problemSentence({ kind, about }, { action, language: 'en' })
        return `  ${cell}${value === '' ? '' : ` “${value}”`}: ${sentence}`
      }),
    ),
    ...(more ? [faint('  and more; --report writes all of them to a file')] : []),
  ]
}
