import { type Day, monthsBefore, workday } from './calendar.ts'

/** How many months ago the academy began, with everybody who worked at Marevelt then. */
export const academyAge = 48

export const beginOf = (today: Day): Day => workday(monthsBefore(today, academyAge))
