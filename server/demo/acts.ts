import { enrollByHand } from '../enrollment/commands.ts'
import { endEnrollmentByHand } from '../enrollment/endings.ts'
import type { Person } from './person.ts'
import { signIns } from './signIns.ts'
import { actorOf, byPerson, type DemoAct, type World } from './world.ts'

export function enrolling(input: {
  at: string
  by: Person
  who: readonly Person[]
  slugs: readonly string[]
}): DemoAct {
  const { at, by, who, slugs } = input
  return {
    at,
    kind: 'enrollment.add',
    author: byPerson(by),
    run: (tx, world) =>
      enrollByHand(tx, {
        actor: actorOf(world, by),
        userIds: toldOf(world, who),
        activityIds: slugs.map((slug) => world.ids.targets.of(slug)),
      }),
  }
}

export function ending(input: { at: string; by: Person; person: Person; slug: string }): DemoAct {
  const { at, by, person, slug } = input
  return {
    at,
    kind: 'enrollment.end',
    author: byPerson(by),
    run: (tx, world) =>
      endEnrollmentByHand(tx, {
        actor: actorOf(world, by),
        userId: world.ids.users.of(person.key),
        activityId: world.ids.targets.of(slug),
      }),
  }
}

export function signedIn(people: readonly Person[], role: (typeof signIns)[number]['role']): Person {
  const key = signIns.find((signIn) => signIn.role === role)?.key
  const person = people.find((one) => one.key === key)
  if (!person) throw new Error(`nobody signs in to the demo academy as ${role}`)
  return person
}

export const keyOf = ({ key }: Person) => key

/** Their ids. The month's newcomers may not have been told of yet. */
export function toldOf({ ids }: World, who: readonly Person[]): number[] {
  return who.flatMap(({ key }) => (ids.users.has(key) ? [ids.users.of(key)] : []))
}
