import type { Criterion } from '../server/rule/contract.ts'
import { type Person, type Rule, thing, type World } from './world.ts'

/** Whom a rule's criteria describe, by what the words mean: never by what they were compiled to. */
export function matchesOf(world: World, { criteria }: Rule): Set<number> {
  const matching = world.users.filter((person) => person.active && criteria.every((one) => meets(world, person, one)))
  return new Set(matching.map(({ id }) => id))
}

/** Whether a criterion names something that is archived. */
export function isFrozen(world: World, { criteria }: Rule): boolean {
  return criteria.some((criterion) => {
    const table = tableOf[criterion.kind]
    return table && 'ids' in criterion && criterion.ids.some((id) => world.archived.has(thing(table, id)))
  })
}

const tableOf: Partial<Record<Criterion['kind'], string>> = {
  company: 'companies',
  department: 'departments',
  team: 'teams',
  function: 'job_functions',
  group: 'groups',
}

function meets(world: World, person: Person, criterion: Criterion): boolean {
  return isSo(world, person, criterion) !== criterion.negated
}

function isSo(world: World, person: Person, criterion: Criterion): boolean {
  switch (criterion.kind) {
    case 'company':
      return criterion.ids.includes(person.companyId)
    case 'department': {
      const in_ = criterion.below ? departmentsAbove(world, person.departmentId) : [person.departmentId]
      return [...in_].some((id) => id !== null && criterion.ids.includes(id))
    }
    case 'team':
      return isMember(world, person, 4, criterion.ids)
    case 'function':
      return isMember(world, person, 5, criterion.ids)
    case 'group':
      return isMember(world, person, 6, criterion.ids)
    case 'language':
      return criterion.codes.some((code) => code === person.language)
    case 'user':
      return isSuchUser(world, person, criterion)
    case 'added':
      return wasAdded(world.today, person.addedOn, criterion)
  }
}

function isMember(world: World, person: Person, kind: number, ids: readonly number[]): boolean {
  return world.memberships.some(
    ({ userId, audienceId }) => userId === person.id && ids.some((id) => audienceId === kind * 2 ** 27 + id),
  )
}

function isSuchUser(world: World, person: Person, criterion: Criterion & { kind: 'user' }): boolean {
  switch (criterion.is) {
    case 'manager':
      return isManager(world, person)
    case 'exactly':
      return criterion.ids.includes(person.id)
    case 'reports-directly':
      return person.managerId !== null && criterion.ids.includes(person.managerId)
    case 'reports':
      return [...managersAbove(world, person)].some((id) => criterion.ids.includes(id))
  }
}

function wasAdded(today: string, addedOn: string, criterion: Criterion & { kind: 'added' }): boolean {
  switch (criterion.is) {
    case 'before':
      return addedOn < criterion.day
    case 'after':
      return addedOn > criterion.day
    case 'on':
      return addedOn === criterion.day
    case 'between':
      return addedOn >= criterion.from && addedOn <= criterion.to
    case 'in-last-days':
      return addedOn <= today && daysBetween(addedOn, today) < criterion.days
    case 'at-least-days-ago':
      return daysBetween(addedOn, today) >= criterion.days
  }
}

export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
}

export function isManager(world: World, person: Person): boolean {
  return world.users.some((other) => other.active && other.managerId === person.id) || world.grants.has(person.id)
}

export function departmentsAbove(world: World, departmentId: number | null): Set<number> {
  return walk(departmentId, (id) => world.departments.get(id)?.parentId)
}

/** Nobody is above themselves, however the data loops. */
export function managersAbove(world: World, person: Person): Set<number> {
  const managerOf = new Map(world.users.map(({ id, managerId }) => [id, managerId]))
  const above = walk(person.managerId, (id) => managerOf.get(id))
  above.delete(person.id)
  return above
}

/** From one thing up through those above it, each once. */
function walk(from: number | null | undefined, above: (id: number) => number | null | undefined): Set<number> {
  const seen = new Set<number>()
  for (let at = from; at !== null && at !== undefined && !seen.has(at); at = above(at)) seen.add(at)
  return seen
}
