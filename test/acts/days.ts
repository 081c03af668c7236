import { passDays } from '../../server/enrollment/calendar.ts'
import { daysFrom, type Perform, pick, today } from './choose.ts'

/** Time passing. The academy is in Amsterdam, where a day begins at 23:00 UTC in winter, and in summer at 22:00. */
export const days = {
  passDays: async (tx, { a, b }) => {
    const day = daysFrom(await today(tx), pick([0, 0, 1, 2, 28, 29], a))
    const hour = pick(['21:59:59.999', '22:00:00', '22:59:59.999', '23:00:00', '12:00:00'], b)
    await passDays(tx, { now: new Date(`${day}T${hour}Z`) })
    return undefined
  },
} satisfies Record<string, Perform>
