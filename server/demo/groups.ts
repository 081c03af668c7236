import { type Day, daysBefore, monthsBefore } from './calendar.ts'
import { chance } from './chance.ts'
import type { Person } from './person.ts'
import { isWithin } from './teams.ts'

type Candidate = Pick<Person, 'key' | 'place' | 'functions' | 'level' | 'language' | 'addedOn'>

/** Who is in a group, by what one would look at; a number is the share of those who could be. */
const groups: Record<string, (person: Candidate, today: Day) => boolean | number> = {
  'New hires': ({ addedOn }, today) => addedOn > daysBefore(today, 100),
  'Emergency response officers': ({ addedOn }, today) => addedOn < monthsBefore(today, 18) && 0.05,
  'First aiders': ({ addedOn }, today) => addedOn < monthsBefore(today, 12) && 0.05,
  'Works council': ({ addedOn, level }, today) => level === 'staff' && addedOn < monthsBefore(today, 24) && 0.009,
  Mentors: ({ addedOn, level }, today) => level === 'staff' && addedOn < monthsBefore(today, 60) && 0.06,
  'Working with hazardous substances': ({ functions, place }) =>
    functions.some((name) => ['Cleaning operative', 'Laboratory analyst', 'Vehicle technician'].includes(name)) ||
    (isWithin(place, 'Technical service') && 0.5),
  'Home workers': ({ place }) =>
    (isWithin(place, 'Group office') || isWithin(place, 'Client advice') || isWithin(place, 'Engineering')) && 0.7,
  'Night workers': ({ place }) => isWithin(place, 'Night shift') || isWithin(place, 'Night care') || false,
  Apprentices: ({ functions, level }) =>
    level === 'staff' &&
    functions.some((name) => ['Baker', 'Electrician', 'Heating engineer', 'Nurse'].includes(name)) &&
    0.09,
  'Learning Dutch': ({ language, place }) =>
    language === 'en' && !isWithin(place, 'Duisburg hub') && !isWithin(place, 'Kitchen Lille') && 0.3,
  'New leaders': ({ level }) => level === 'leader' && 0.18,
  'Drivers of dangerous goods': ({ functions }) => functions.includes('Truck driver') && 0.2,
}

export const groupNames = Object.keys(groups)

export function groupsOf(person: Candidate, today: Day): string[] {
  return groupNames.filter((name) => {
    const part = Number(groups[name]?.(person, today) ?? 0)
    return chance('group', name, person.key) < part
  })
}
