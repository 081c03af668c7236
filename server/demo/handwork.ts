import { ending, enrolling, keyOf, signedIn } from './acts.ts'
import { type Day, daysBefore, momentOn, monthsBefore, workday } from './calendar.ts'
import { draw, oneOf } from './chance.ts'
import type { Person } from './person.ts'
import { isWithin } from './teams.ts'
import { type DemoAct, isHere } from './world.ts'

/** Whom administrators and managers enrolled by hand, and here and there not any more. */
export function handwork(today: Day, people: readonly Person[]): DemoAct[] {
  const administrators = people.filter(({ role }) => role === 'administrator')
  return [
    ...courses(today, people, administrators),
    ...managersChoices(today, people),
    ...forTheLearner(today, people, administrators),
    ...endings(today, people, administrators),
    ...lately(today, people, administrators),
  ]
}

/** Courses with a date, for which an administrator enrolled a handful of people from one place. */
function courses(today: Day, people: readonly Person[], administrators: readonly Person[]): DemoAct[] {
  const offered: ReadonlyArray<readonly [slug: string, place: string, people: number]> = [
    ['spreadsheets-pivots', 'Transport / Planning', 9],
    ['palliative-care', 'De Linde house', 14],
    ['english-on-the-phone', 'Customs and trade', 8],
    ['site-supervision', 'Installation', 11],
    ['feedback-that-helps', 'Group office', 12],
    ['tasting', 'Sales and marketing', 10],
    ['palliative-care', 'Home care', 18],
    ['clear-writing', 'Legal and compliance', 7],
    ['haccp-team', 'Sauces Deventer', 8],
    ['battery-storage', 'Electrical', 16],
    ['english-on-the-phone', 'Planning desk', 6],
    ['wound-care', 'Rozenhof house', 9],
    ['spreadsheets-formulas', 'Purchasing', 10],
    ['knives', 'Kitchen and facilities', 15],
    ['palliative-care', 'Rozenhof house', 13],
    ['economical-driving', 'International routes', 20],
  ]
  return offered.map(([slug, place, count], nth) => {
    const day = workday(monthsBefore(today, 34 - 2 * nth))
    const there = people.filter((person) => isWithin(person.place, place) && isHere(person, day))
    return enrolling({
      at: momentOn(day, 130 + nth),
      by: oneOf(administrators, 'course', slug, place),
      who: draw(there, count, keyOf, 'course', slug, place),
      slugs: [slug],
    })
  })
}

/** Managers who saw something in one or a few of their own people. */
function managersChoices(today: Day, people: readonly Person[]): DemoAct[] {
  const liked = ['feedback-that-helps', 'clear-writing', 'spreadsheets-formulas', 'working-together', 'less-waste']
  const leaders = people.filter(({ level, leftOn }) => level === 'leader' && leftOn === null)
  return draw(leaders, 40, keyOf, 'chooses').flatMap((leader, nth) => {
    const day = workday(daysBefore(today, 16 + 18 * nth))
    const reports = people.filter(({ managerKey, moves }) => managerKey === leader.key && moves.length === 0)
    const who = draw(
      reports.filter((person) => isHere(person, day)),
      1 + (nth % 3),
      keyOf,
      'chosen',
      leader.key,
    )
    const slug = oneOf(liked, 'chooses what', leader.key)
    return who.length === 0 ? [] : [enrolling({ at: momentOn(day, 260 + nth), by: leader, who, slugs: [slug] })]
  })
}

/** Who signs in as the learner has been noticed by both. */
function forTheLearner(today: Day, people: readonly Person[], administrators: readonly Person[]): DemoAct[] {
  const [learner, manager] = [signedIn(people, 'learner'), signedIn(people, 'manager')]
  const by = signedIn(people, 'administrator')
  const colleague = administrators.find((person) => person !== by) ?? by
  const spreadsheets = momentOn(workday(daysBefore(today, 200)), 95)
  return [
    enrolling({ at: spreadsheets, by: colleague, who: [learner], slugs: ['spreadsheets-formulas'] }),
    ending({ at: momentOn(workday(daysBefore(today, 170)), 300), by, person: learner, slug: 'spreadsheets-formulas' }),
    enrolling({
      at: momentOn(workday(daysBefore(today, 40)), 150),
      by,
      who: [learner],
      slugs: ['english-on-the-phone'],
    }),
    enrolling({
      at: momentOn(workday(daysBefore(today, 9)), 415),
      by: manager,
      who: [learner],
      slugs: ['feedback-that-helps'],
    }),
  ]
}

/** Enrollments by hand that turned out not to be needed. */
function endings(today: Day, people: readonly Person[], administrators: readonly Person[]): DemoAct[] {
  const at = momentOn(workday(monthsBefore(today, 5)), 220)
  const by = administrators[0] as Person
  const there = people.filter((person) => isWithin(person.place, 'Finance') && isHere(person, monthsBefore(today, 6)))
  const who = draw(
    there.filter(({ leftOn }) => leftOn === null),
    6,
    keyOf,
    'ended',
  )
  return [
    enrolling({ at: momentOn(workday(monthsBefore(today, 6)), 220), by, who, slugs: ['site-supervision'] }),
    ...who.slice(0, 4).map((person) => ending({ at, by, person, slug: 'site-supervision' })),
  ]
}

/** The last days: these would have been mailed, were mail on. */
function lately(today: Day, people: readonly Person[], administrators: readonly Person[]): DemoAct[] {
  const [manager, by] = [signedIn(people, 'manager'), signedIn(people, 'administrator')]
  const day = (days: number) => workday(daysBefore(today, days + 2))
  const reports = people.filter(
    ({ managerKey, key, moves }) => managerKey === manager.key && moves.length === 0 && key !== manager.key,
  )
  const here = (place: string, on: Day) =>
    people.filter((person) => isWithin(person.place, place) && isHere(person, on) && person.leftOn === null)
  const acts = [
    {
      on: day(6),
      by: manager,
      from: reports.filter((person) => isHere(person, day(6))),
      count: 3,
      slugs: ['working-together', 'less-waste'],
    },
    { on: day(4), by, from: here('Memory care', day(4)), count: 17, slugs: ['palliative-care'] },
    {
      on: day(3),
      by: administrators[1] ?? by,
      from: here('Purchasing', day(3)),
      count: 8,
      slugs: ['spreadsheets-pivots', 'labels-and-law'],
    },
    { on: day(1), by, from: here('Duisburg hub', day(1)), count: 9, slugs: ['cold-chain'] },
  ]
  return acts.map(({ on, by: author, from, count, slugs }, nth) => ({
    ...enrolling({ at: momentOn(on, 380 + 30 * nth), by: author, who: draw(from, count, keyOf, 'lately', nth), slugs }),
    notify: true,
  }))
}
