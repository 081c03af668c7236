import type { ProblemBody } from './contract.ts'
import { type Said, sentence, type Thing, textOf } from './sentence.ts'

/** What is wrong with one field, in one sentence or a few. */
export type Wrong = { field: string; message: Said | readonly Said[] }

/**
 * Something a person can act on. Anything else that is thrown is a fault: not caught below the edge, logged once.
 * `code` is stable and for programs; `message` is a whole sentence for people, and `said` the same in every language.
 */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly said: ReadonlyArray<Said & { field?: string }>
  readonly errors: ReadonlyArray<{ field: string; message: string }>

  constructor(status: number, code: string, said: Said | readonly Said[], wrong: readonly Wrong[] = []) {
    super(textOf(said))
    this.name = 'Problem'
    this.status = status
    this.code = code
    this.said = wrong.length === 0 ? [said].flat() : wrong.flatMap(inField)
    this.errors = wrong.map(({ field, message }) => ({ field, message: textOf(message) }))
  }

  body(): ProblemBody {
    return {
      type: `/api/problems#${this.code}`,
      title: titles[this.status] ?? 'Problem',
      status: this.status,
      code: this.code,
      detail: this.message,
      said: this.said.map(({ text: _, ...said }) => said),
      ...(this.errors.length > 0 && { errors: [...this.errors] }),
    }
  }
}

function inField({ field, message }: Wrong) {
  return [message].flat().map((said) => ({ field, ...said }))
}

/** It would do much, or more than somebody saw: whoever does it says the numbers first. */
export class ConfirmProblem extends Problem {
  readonly confirm: NonNullable<ProblemBody['confirm']>

  constructor(confirm: NonNullable<ProblemBody['confirm']>, said: Said) {
    super(409, 'confirm', said)
    this.confirm = confirm
  }

  override body(): ProblemBody {
    return { ...super.body(), confirm: this.confirm }
  }
}

/** The input does not fit: one sentence per field. */
export function invalid(errors: readonly Wrong[]): Problem {
  const said = errors.flatMap(({ message }) => message)
  return new Problem(422, 'invalid', said, errors)
}

/** What does not fit in one of several rows given; `row` counts from 0. */
export type Finding = Wrong & { row: number }

/** Throws when anything was found. A field of one row is named as it is, of several with its row: `2.email`. */
export function refuse(findings: readonly Finding[], rows: number): void {
  if (findings.length === 0) return
  const inOrder = findings.toSorted((a, b) => a.row - b.row)
  throw invalid(inOrder.map(({ row, field, message }) => ({ field: rows === 1 ? field : `${row}.${field}`, message })))
}

/** It does not exist, or the one who asks may not know that it does. */
export function notFound(what: Thing): Problem {
  return new Problem(404, 'not-found', noSuchThing({ thing: what }))
}

const noSuchThing = sentence('given.not-found', 'There is no such {{thing}}, or you may not see it.')

export function forbidden(said: Said): Problem {
  return new Problem(403, 'forbidden', said)
}

export function conflict(code: string, said: Said | readonly Said[], field?: string): Problem {
  return new Problem(409, code, said, field ? [{ field, message: said }] : [])
}

const titles: Record<number, string> = {
  400: 'Not understood',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Conflict',
  413: 'Too large',
  415: 'Not a format we read',
  422: 'Does not fit',
  429: 'Too many requests',
  500: 'Fault',
  503: 'Not ready',
}
