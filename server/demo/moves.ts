import { beginOf } from './begin.ts'
import { type Day, daysAfter, daysBefore, daysBetween, latest, monthsBefore, workday } from './calendar.ts'
import { chance, oneOf } from './chance.ts'
import { type Branch, companies, functionsFor, type Leaf } from './organization.ts'
import type { Move, Person, Post } from './person.ts'
import { signIns } from './signIns.ts'
import { teamsOf } from './teams.ts'

/** Somebody as they were hired, with the moves they made since: one in fifty went to another department nearby. */
export function moved(person: Person, today: Day): Person {
  const known = signIns.find((signIn) => signIn.key === person.key)
  if (known && 'before' in known) return arrived(person, known.before, today)
  if (person.level !== 'staff' || person.role !== 'learner' || known || chance('moves', person.key) > 0.022)
    return person
  const begin = beginOf(today)
  const from = daysAfter(latest(person.addedOn, begin), 150)
  const days = daysBetween(from, person.leftOn ?? daysBefore(today, 15))
  const target = days < 30 ? undefined : elsewhere(person)
  if (!target) return person
  return { ...person, moves: [{ ...target, on: workday(daysAfter(from, days * chance('moves on', person.key))) }] }
}

/** Who sits where the demo needs them came from a department next door. */
function arrived(
  person: Person,
  before: { place: string; functions: readonly string[]; monthsAgo: number },
  today: Day,
): Person {
  const place = `${person.place.slice(0, person.place.lastIndexOf(' / '))} / ${before.place}`
  const { managerKey, functions, teams } = person
  const move: Move = {
    place: person.place,
    managerKey,
    functions,
    teams,
    on: workday(monthsBefore(today, before.monthsAgo)),
  }
  return { ...person, place, managerKey: `${place} / 0`, functions: [...before.functions], teams: [], moves: [move] }
}

function elsewhere(person: Person): Post | undefined {
  const cut = person.place.lastIndexOf(' / ')
  const [above, own] = [person.place.slice(0, cut), person.place.slice(cut + 3)]
  const others = leavesBelow(above).filter(({ name }) => name !== own)
  if (others.length === 0) return undefined
  const { name, work } = oneOf(others, 'moves to', person.key)
  const place = `${above} / ${name}`
  const functions = functionsFor(`${person.key} in ${name}`, work)
  return { place, managerKey: `${place} / 0`, functions, teams: teamsOf({ key: person.key, place }) }
}

function leavesBelow(place: string): Leaf[] {
  const [company, ...rest] = place.split(' / ')
  let units: ReadonlyArray<Branch | Leaf> = companies.find(({ name }) => name === company)?.below ?? []
  for (const name of rest) {
    const unit = units.find((one) => one.name === name)
    units = unit && 'below' in unit ? unit.below : []
  }
  return units.flatMap((unit) => ('people' in unit ? [unit] : []))
}
