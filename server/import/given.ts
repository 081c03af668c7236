import type { Language } from '../learning/contract.ts'
import { emailAddress, tidyEmail } from '../platform/contract.ts'
import type { PersonField, ProblemKind } from './contract.ts'
import type { Finding } from './findings.ts'
import type { Layout } from './layout.ts'
import { type Row, textAt } from './rows.ts'
import { dayOf, dayOfDigits, isClearing, languageOf, statusOf } from './vocabulary.ts'

/** What the cells of a row say of a person. What is not there was blank, and stays; null empties. */
export type Given = {
  readonly employeeNumber?: string | null
  readonly email?: string
  readonly name?: string
  readonly company?: string
  readonly department?: string | null
  readonly teams?: string | null
  readonly functions?: string | null
  readonly groups?: string | null
  readonly manager?: string | null
  readonly language?: Language
  readonly status?: 'active' | 'inactive'
  readonly addedOn?: string
  readonly activityIds: readonly number[]
}

const longest = { employeeNumber: 100, name: 200 } as const
const mayBeEmpty = new Set<PersonField>(['employeeNumber', 'department', 'teams', 'functions', 'groups', 'manager'])

/** Reads a row as far as that needs no look at who is there. What cannot be read is added to `wrong`. */
export function readGiven(row: Row, layout: Layout, wrong: Finding[]): Given {
  const given: Record<string, unknown> = {}
  for (const [field, column] of layout.fields) {
    const text = textAt(row, column)
    if (text === '') continue
    const read = isClearing(text) ? cleared(field) : readField(field, text, layout)
    if ('why' in read) wrong.push({ row: row.row, column, kind: read.why, value: text })
    else given[field] = read.is
  }
  return { ...given, activityIds: readMarks(row, layout, wrong) } as Given
}

/** Whether a row says anything at all. */
export function saysSomething({ marks, cells }: Row, { fields, things }: Layout): boolean {
  const columns = [...fields.values()]
  return (
    marks.some((column) => things.has(column) || columns.includes(column)) ||
    [...cells.keys()].some((column) => things.has(column) || columns.includes(column))
  )
}

type Read = { is: unknown } | { why: ProblemKind }

function cleared(field: PersonField): Read {
  return mayBeEmpty.has(field) ? { is: null } : { why: 'cannot-clear' }
}

function readField(field: PersonField, text: string, layout: Layout): Read {
  switch (field) {
    case 'email': {
      const email = tidyEmail(text)
      return emailAddress.safeParse(email).success ? { is: email } : { why: 'email-invalid' }
    }
    case 'employeeNumber':
    case 'name':
      return text.length > longest[field] ? { why: 'too-long' } : { is: text }
    case 'language':
      return orWhy(languageOf(text), 'language-unknown')
    case 'status':
      return orWhy(statusOf(text), 'status-unknown')
    case 'addedOn':
      return orWhy(dayOf(text) ?? dayOfDigits(text, layout), 'not-a-date')
    default:
      return { is: text }
  }
}

const orWhy = (is: unknown, why: ProblemKind): Read => (is === undefined ? { why } : { is })

function readMarks(row: Row, { things }: Layout, wrong: Finding[]): number[] {
  for (const [column, text] of row.cells) {
    if (things.has(column)) wrong.push({ row: row.row, column, kind: 'not-a-mark', value: text })
  }
  return row.marks.flatMap((column) => things.get(column) ?? [])
}
