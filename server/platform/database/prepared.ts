import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import pg from 'pg'

const mark = '/* prepared */'

/**
 * Begins a statement that each connection parses and plans once, under a name. For the few that every change runs:
 * reading and planning them costs as much as running them for one row, and their plan does not depend on the values.
 *
 *     sql`${prepared} select pg_advisory_xact_lock(8, 1)`
 */
export const prepared = sql.raw(mark)

/** A connection that gives marked statements their name. */
export class PreparingClient extends pg.Client {
  // The driver's overloads all come down to these arguments.
  // biome-ignore lint/suspicious/noExplicitAny: handed on as they came, whichever overload was called.
  override query(...given: any[]): any {
    const [text, values] = given
    const ask = super.query as (...asked: unknown[]) => unknown
    if (typeof text !== 'string' || !text.startsWith(mark)) return ask.apply(this, given)
    return ask.call(this, { name: nameOf(text), text, values })
  }
}

const names = new Map<string, string>()

function nameOf(text: string): string {
  const known = names.get(text) ?? createHash('sha1').update(text).digest('hex')
  names.set(text, known)
  return known
}
