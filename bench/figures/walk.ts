import { sql } from 'kysely'
import { change } from '../../server/change.ts'
import { editFacts } from '../../server/facts.ts'
import type { Db } from '../../server/platform/database/database.ts'
import { author } from '../academy/shape.ts'
import type { Bench } from '../figure.ts'
import { barelyOneByOne, timed } from '../measure.ts'

/** Users who move one after the other, each to a department that is not theirs. */
export class Walk {
  /** Enrollments that followed so far. */
  changed = 0
  private readonly bench: Bench
  private nth = Math.floor(Math.random() * 1e6)

  constructor(bench: Bench) {
    this.bench = bench
  }

  /** Facts, journal, profile and enrollments, both commits waited for. Answers how long it took. */
  async move(): Promise<number> {
    const { id, to } = await this.next()
    return timed(async () => {
      const { outcome } = await change(this.bench.db, { kind: 'bench', author }, (tx) =>
        editFacts(tx, 'users', [{ id, ...to }]),
      )
      this.changed += outcome.enrolled + outcome.withdrawn + outcome.kept + outcome.resumed + outcome.requiredAgain
    })
  }

  /** The same columns of one user, there and back, so that the facts stay as they are. */
  async moveBarely(): Promise<number[]> {
    const { id, from, to } = await this.next()
    return barelyOneByOne(this.bench.db, async (session) => [
      await timed(() => update(session, id, to)),
      await timed(() => update(session, id, from)),
    ])
  }

  async next(): Promise<{ id: number; from: Place; to: Place }> {
    const { db, users, departments } = this.bench
    this.nth += 1
    const id = 1 + ((this.nth * 7919) % users)
    const drawn = 1 + ((this.nth * 104_729) % departments)
    const other = (drawn % departments) + 1
    const { rows } = await sql<{ place: Place; is_now: boolean }>`
      select jsonb_build_object('company_id', d.company_id, 'department_id', d.id) as place, d.id = u.department_id as is_now
      from users u
      join departments d on d.id = u.department_id or d.id in (${drawn}, ${other})
      where u.id = ${id}`.execute(db)
    const [from, to] = [true, false].map((now) => rows.find(({ is_now }) => is_now === now)?.place)
    if (!from || !to) throw new Error(`user ${id} has no department to leave, or none to go to`)
    return { id, from, to }
  }
}

type Place = { company_id: number; department_id: number }

const update = (db: Db, id: number, to: Place) =>
  sql`update users set company_id = ${to.company_id}, department_id = ${to.department_id} where id = ${id}`.execute(db)
