import { sql } from 'kysely'
import type { Language } from '../learning/contract.ts'
import type { Db } from '../platform/database/database.ts'

/** The academy as a command needs it: its language, and moments as its clocks show them. */
export type Home = { language: Language; day(at: string): string; moment(at: string): string }

export async function readHome(db: Db): Promise<Home> {
  const { rows } = await sql<{ language: Language; zone: string }>`
    select language, time_zone as zone from academy`.execute(db)
  const { language, zone } = rows[0] ?? { language: 'en', zone: 'UTC' }
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: zone })
  const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: zone })
  return { language, day: (at) => day.format(new Date(at)), moment: (at) => moment.format(new Date(at)) }
}
