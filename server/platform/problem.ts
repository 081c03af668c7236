import type { ProblemBody } from './contract.ts'

/**
 * Something a person can act on. Anything else that is thrown is a fault: not caught below the edge, logged once.
 * `code` is stable and for programs; `message` is a whole sentence for people.
 */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly errors: ReadonlyArray<{ field: string; message: string }>

  constructor(
    status: number,
    code: string,
    sentence: string,
    errors: ReadonlyArray<{ field: string; message: string }> = [],
  ) {
    super(sentence)
    this.name = 'Problem'
    this.status = status
    this.code = code
    this.errors = errors
  }

  body(): ProblemBody {
    return {
      type: `/api/problems#${this.code}`,
      title: titles[this.status] ?? 'Problem',
      status: this.status,
      code: this.code,
      detail: this.message,
      ...(this.errors.length > 0 && { errors: [...this.errors] }),
    }
  }
}

/** It would do much: whoever does it says the numbers first. */
export class ConfirmProblem extends Problem {
  readonly confirm: { enrolls: number; ends: number }

  constructor(confirm: { enrolls: number; ends: number }, sentence: string) {
    super(409, 'confirm', sentence)
    this.confirm = confirm
  }

  override body(): ProblemBody {
    return { ...super.body(), confirm: this.confirm }
  }
}

/** The input does not fit: one sentence per field. */
export function invalid(errors: ReadonlyArray<{ field: string; message: string }>): Problem {
  return new Problem(422, 'invalid', errors.map((error) => error.message).join(' '), errors)
}

/** What does not fit in one of several rows given; `row` counts from 0. */
export type Finding = { row: number; field: string; message: string }

/** Throws when anything was found. A field of one row is named as it is, of several with its row: `2.email`. */
export function refuse(findings: readonly Finding[], rows: number): void {
  if (findings.length === 0) return
  const inOrder = findings.toSorted((a, b) => a.row - b.row)
  throw invalid(inOrder.map(({ row, field, message }) => ({ field: rows === 1 ? field : `${row}.${field}`, message })))
}

/** It does not exist, or the one who asks may not know that it does. */
export function notFound(what: string): Problem {
  return new Problem(404, 'not-found', `There is no such ${what}, or you may not see it.`)
}

export function forbidden(sentence: string): Problem {
  return new Problem(403, 'forbidden', sentence)
}

export function conflict(code: string, sentence: string, field?: string): Problem {
  return new Problem(409, code, sentence, field ? [{ field, message: sentence }] : [])
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
