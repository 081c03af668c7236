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

const aheadMark = '/* prepared, ahead */'

/**
 * Begins a prepared statement in a transaction whose answer nobody needs: it is sent, answered with nothing at once, and the
 * statement after it follows without waiting. Should it fail, that one fails as it did, at the latest the commit. Each spares
 * the way there and back.
 */
export const ahead = sql.raw(aheadMark)

/**
 * A connection that gives marked statements their name, and opens a transaction together with its first statement. Its
 * settings have to let it send before it was answered (`pipeline`).
 */
export class PreparingClient extends pg.Client {
  /** What was sent ahead of the next statement. */
  private sent: Promise<unknown>[] = []

  // The driver's overloads all come down to these arguments.
  // biome-ignore lint/suspicious/noExplicitAny: handed on as they came, whichever overload was called.
  override query(...given: any[]): any {
    const [text, values] = given
    const ask = super.query as (...asked: unknown[]) => Promise<unknown>
    const isText = typeof text === 'string'
    if (isText && (text === 'begin' || text.startsWith(aheadMark))) {
      const sent = text === 'begin' ? ask.call(this, text) : ask.call(this, { name: nameOf(text), text, values })
      sent.catch(() => undefined)
      this.sent.push(sent)
      return Promise.resolve(nothing)
    }
    const isNamed = isText && text.startsWith(mark)
    const asked = isNamed ? ask.call(this, { name: nameOf(text), text, values }) : ask.apply(this, given)
    const before = this.sent.splice(0)
    if (before.length === 0 || text === 'rollback') return asked
    return Promise.all([...before, asked]).then((answers) => answers.at(-1))
  }
}

const nothing = { command: '', rowCount: null, rows: [] }

const names = new Map<string, string>()

function nameOf(text: string): string {
  const known = names.get(text) ?? createHash('sha1').update(text).digest('hex')
  names.set(text, known)
  return known
}
