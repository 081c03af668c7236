import { academyAge, beginOf } from './begin.ts'
import { type Day, daysAfter, daysBefore, daysBetween, latest, monthsBefore, workday } from './calendar.ts'
import { chance } from './chance.ts'
import { groupsOf } from './groups.ts'
import { moved } from './moves.ts'
import { addressOf, languageOf, nameFor } from './names.ts'
import { type Branch, companies, functionsFor, type Leaf } from './organization.ts'
import type { Person } from './person.ts'
import { signIns } from './signIns.ts'
import { teamsOf } from './teams.ts'

type Seat = Pick<Person, 'key' | 'company' | 'place' | 'level' | 'managerKey' | 'functions'> & {
  of: 'nl' | 'de' | 'fr'
}

/** Everybody, in the order in which they were hired; whoever manages before those they manage. */
export function people(today: Day): Person[] {
  const [names, addresses] = [new Set<string>(), new Set<string>()]
  for (const { name, email } of signIns) {
    names.add(name)
    addresses.add(email)
  }
  const hired = seats().map((one) => ({ ...one, addedOn: hiredOn(one, today) }))
  return hired
    .toSorted((a, b) => ranks[a.level] - ranks[b.level] || a.addedOn.localeCompare(b.addedOn))
    .map((one, nth) => fill(one, { nth, today, names, addresses }))
}

const ranks = { top: 0, director: 1, manager: 2, leader: 3, staff: 4 } as const

/** People whom one team leader leads, at most. */
const span = 13

function seats(): Seat[] {
  const top: Seat = seat('top', companies[0]?.name ?? '', { level: 'top', managerKey: null, functions: ['Director'] })
  return [
    top,
    ...companies.flatMap(({ name, below }) => {
      const director = seat(`${name} / director`, name, {
        level: 'director',
        managerKey: top.key,
        functions: ['Director'],
      })
      return [director, ...below.flatMap((unit) => seatsIn(unit, { above: name, boss: director.key, of: 'nl' }))]
    }),
  ]
}

function seat(
  key: string,
  place: string,
  rest: Pick<Seat, 'level' | 'managerKey' | 'functions'> & Partial<Seat>,
): Seat {
  return { key, place, company: place.split(' / ')[0] ?? '', of: 'nl', ...rest }
}

function seatsIn(unit: Branch | Leaf, at: { above: string; boss: string; of: Seat['of'] }): Seat[] {
  const place = `${at.above} / ${unit.name}`
  if ('people' in unit) return seatsOf(unit, { ...at, place })
  const of = unit.place ?? at.of
  const hasPeople = unit.below.some((below) => 'people' in below)
  const functions = ['Operations manager']
  const managers = hasPeople
    ? [seat(`${place} / manager`, place, { level: 'manager', managerKey: at.boss, functions, of })]
    : []
  const boss = managers[0]?.key ?? at.boss
  return [...managers, ...unit.below.flatMap((below) => seatsIn(below, { above: place, boss, of }))]
}

function seatsOf({ people: count, work }: Leaf, at: { place: string; boss: string; of: Seat['of'] }): Seat[] {
  const { place, boss, of } = at
  const leaders = Math.ceil(count / span)
  return Array.from({ length: count }, (_, nth) => {
    const key = `${place} / ${nth}`
    if (nth < leaders) return seat(key, place, { level: 'leader', managerKey: boss, functions: ['Team leader'], of })
    const managerKey = `${place} / ${(nth - leaders) % leaders}`
    return seat(key, place, { level: 'staff', managerKey, functions: functionsFor(key, work), of })
  })
}

/** Who leads has been here since before the academy; others came over ten years, somewhat more of them lately. */
function hiredOn({ key, level }: Seat, today: Day): Day {
  const fixed = signIns.find((signIn) => signIn.key === key)
  if (fixed) return workday(monthsBefore(today, fixed.monthsHere))
  const month = level === 'staff' ? 120 * chance('hired', key) ** 1.3 : academyAge + 1 + 47 * chance('hired', key)
  const day = daysBefore(today, 3 + month * 30.4)
  const first = `${day.slice(0, 7)}-01`
  return workday(chance('hired on the first', key) < 0.5 ? first : day)
}

function fill(
  seat: Seat & { addedOn: Day },
  at: { nth: number; today: Day; names: Set<string>; addresses: Set<string> },
): Person {
  const { of, ...rest } = seat
  const { key, addedOn } = seat
  const known = signIns.find((signIn) => signIn.key === key)
  const { name, culture } = known ? { name: known.name, culture: 'english' as const } : nameFor(key, of, at.names)
  const functions = [...(known?.functions ?? seat.functions)]
  const person = {
    ...rest,
    name,
    email: known?.email ?? addressOf(name, at.addresses),
    employeeNumber: chance('number', key) < 0.03 ? null : `${seat.company.split(' ')[1]?.[0]}${10_001 + at.nth}`,
    role: isAdministrator(seat) ? ('administrator' as const) : ('learner' as const),
    functions,
    language: languageOf(key, of, culture),
    leftOn: known ? null : leavingDay(seat, at.today),
    diligence: known ? 0.9 : 0.45 + 0.55 * chance('diligence', key),
  }
  const teams = [...(known?.teams ?? teamsOf(person))]
  const filled = { ...person, teams, moves: [], groups: groupsOf({ ...person, addedOn }, at.today) }
  return moved(filled, at.today)
}

/** Whoever signs in as one, and two colleagues. */
function isAdministrator({ key, place }: Seat): boolean {
  if (signIns.find((signIn) => signIn.key === key)?.role === 'administrator') return true
  return key === `${place} / 0` || key === `${place} / 4` ? place.endsWith('/ People and learning') : false
}

/** One in eighteen has left since: not in their first months, and nobody on whom others depend here. */
function leavingDay({ key, level, addedOn }: Seat & { addedOn: Day }, today: Day): Day | null {
  if (level !== 'staff' || chance('leaves', key) > 0.07) return null
  const begin = beginOf(today)
  const from = daysAfter(latest(addedOn, begin), 120)
  const days = daysBetween(from, daysBefore(today, 12))
  return days < 1 ? null : workday(daysAfter(from, days * chance('leaves on', key)))
}
