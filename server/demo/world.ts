import type { Actor } from '../access/actor.ts'
import type { Author } from '../change.ts'
import type { Change } from '../facts.ts'
import { activities } from './activities/index.ts'
import type { Day } from './calendar.ts'
import { people } from './people.ts'
import type { Person } from './person.ts'

/** The demo academy while it is told: everybody in it, and the ids that things have got so far. */
export type World = {
  readonly today: Day
  readonly people: readonly Person[]
  readonly ids: {
    readonly companies: Ids
    /** By place, company included. */
    readonly departments: Ids
    readonly teams: Ids
    readonly functions: Ids
    readonly groups: Ids
    /** Learning activities by slug, qualifications by name. */
    readonly targets: Ids
    /** Users by key. */
    readonly users: Ids
  }
}

/** One act of its history. Acts are carried out in the order of their moments, each as one batch. */
export type DemoAct = {
  at: string
  kind: string
  author?: (world: World) => Author
  notify?: true
  run: (tx: Change, world: World) => Promise<unknown>
}

export class Ids {
  private readonly known = new Map<string, number>()

  /** Remembers the ids that things got, in the order of their names. */
  learn(names: readonly string[], ids: readonly number[]): void {
    for (const [nth, name] of names.entries()) this.known.set(name, ids[nth] ?? 0)
  }

  has(name: string): boolean {
    return this.known.has(name)
  }

  of(name: string): number {
    const id = this.known.get(name)
    if (id === undefined) throw new Error(`the demo academy has no "${name}" yet`)
    return id
  }

  /** Ids of those that are called so, or whose place ends so. */
  endingWith(name: string): number[] {
    return [...this.known].filter(([place]) => ` ${place}`.endsWith(` ${name}`)).map(([, id]) => id)
  }
}

export function newWorld(today: Day): World {
  const ids = {
    companies: new Ids(),
    departments: new Ids(),
    teams: new Ids(),
    functions: new Ids(),
    groups: new Ids(),
    targets: new Ids(),
    users: new Ids(),
  }
  return { today, people: people(today), ids }
}

/** Whether somebody is here on a day, so that acts can name them. */
export const isHere = (person: Person, day: Day): boolean =>
  person.addedOn <= day && (person.leftOn === null || person.leftOn > day)

export function actorOf(world: World, person: Person): Actor {
  const { name, role, language } = person
  return { userId: world.ids.users.of(person.key), name, role, language, isManager: person.level !== 'staff' }
}

export const byPerson =
  (person: Person) =>
  (world: World): Author => ({ kind: 'user', userId: world.ids.users.of(person.key) })

export const activityBySlug = new Map(activities.map((activity) => [activity.slug, activity]))
