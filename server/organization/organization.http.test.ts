import { beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../../test/client.ts'
import { ada, as, story } from '../../test/served/once.ts'
import { companies, departments, functions, groups, teams } from './contract.ts'

let ruth: Client

beforeAll(async () => {
  ruth = await as('ruth')
})

const fields = ({ errors = [] }: { errors?: Array<{ field: string }> | undefined }) => errors.map(({ field }) => field)

describe.each([
  ['companies', companies],
  ['teams', teams],
  ['functions', functions],
  ['groups', groups],
] as const)('%s over HTTP', (kind, operations) => {
  test('are created, listed, read and renamed by an administrator', async () => {
    const created = await ada.call(operations.create, { body: { name: `Harbour ${kind}` } })
    expect(created).toMatchObject({ name: `Harbour ${kind}`, members: 0, assignments: 0, company: null, parent: null })
    const params = { unitId: created.id }
    const renamed = await ada.call(operations.edit, { params, body: { name: `Quay ${kind}` } })
    const quay = { ...created, name: `Quay ${kind}` }
    expect(renamed).toEqual({ ...quay, batchId: expect.any(Number) })
    expect(await ada.call(operations.read, { params })).toEqual(quay)
    expect(await ada.call(operations.list, { query: { search: 'quay' } })).toMatchObject({ items: [quay], total: 1 })
    expect(await ada.call(operations.members, { params, query: {} })).toMatchObject({ items: [], total: 0, from: 0 })
  })

  test('are refused a name that is taken, empty or missing', async () => {
    await ada.call(operations.create, { body: { name: 'Taken' } })
    for (const body of [{ name: 'TAKEN ' }, { name: ' ' }, {}]) {
      const problem = await ada.refusal(operations.create, { body: body as { name: string } })
      expect(problem).toMatchObject({ status: 422 })
      expect(fields(problem)).toEqual(['name'])
    }
  })

  test('are not a manager’s to see or change', async () => {
    const params = { unitId: 1 }
    expect(await ruth.refusal(operations.list, {})).toMatchObject({ status: 403 })
    expect(await ruth.refusal(operations.create, { body: { name: 'Mine' } })).toMatchObject({ status: 403 })
    expect(await ruth.refusal(operations.read, { params })).toMatchObject({ status: 404 })
    expect(await ruth.refusal(operations.edit, { params, body: { name: 'Mine' } })).toMatchObject({ status: 404 })
    expect(await ruth.refusal(operations.members, { params })).toMatchObject({ status: 404 })
  })
})

describe.each([
  ['teams', teams],
  ['functions', functions],
  ['groups', groups],
] as const)('members of %s', (kind, operations) => {
  test('are added and removed', async () => {
    const { id } = await ada.call(operations.create, { body: { name: `Members of ${kind}` } })
    const { ann, bo } = story.people
    const params = { unitId: id }
    const { batchId } = await ada.call(operations.addMembers, { params, body: { userIds: [bo.id, ann.id, bo.id] } })
    expect(batchId).toBeGreaterThan(0)
    const { items } = await ada.call(operations.members, { params, query: {} })
    expect(items).toMatchObject([ann, { ...bo, department: { name: 'Rotterdam' } }])
    await ada.call(operations.removeMembers, { params, body: { userIds: [ann.id] } })
    expect(await ada.call(operations.read, { params })).toMatchObject({ members: 1 })
  })

  test('are refused when they do not exist', async () => {
    const input = { params: { unitId: Object.values(story[kind])[0] ?? 0 }, body: { userIds: [99_999] } }
    const problem = await ada.refusal(operations.addMembers, input)
    expect(problem).toMatchObject({ status: 422, detail: expect.stringContaining('99999') })
    expect(fields(problem)).toEqual(['userIds'])
  })
})

describe('departments over HTTP', () => {
  test('are created, moved, listed by company and read with those below', async () => {
    const { companies: of, departments: known } = story
    const body = { name: 'Returns', companyId: of.rakema, parentId: known.rotterdam }
    const created = await ada.call(departments.create, { body })
    expect(created).toMatchObject({ company: { name: 'Rakema' }, parent: { name: 'Rotterdam' }, members: 0 })
    const params = { unitId: created.id }
    const moved = await ada.call(departments.edit, { params, body: { parentId: null } })
    expect(created).toMatchObject({ above: [{ name: 'Warehouse' }, { name: 'Rotterdam' }] })
    expect(moved).toMatchObject({ ...created, parent: null, above: [] })
    const listed = await ada.call(departments.list, { query: { companyId: of.logistics } })
    expect(listed.items.map(({ name }) => name)).toEqual(['Lorries', 'Transport'])
    const { total } = await ada.call(departments.members, { params: { unitId: known.warehouse }, query: { limit: 1 } })
    expect(total).toBe(5)
  })

  test('are refused below another company’s, with a sentence', async () => {
    const { companies: of, departments: known } = story
    const problem = await ada.refusal(departments.create, {
      body: { name: 'Returns', companyId: of.rakema, parentId: known.transport },
    })
    expect(problem).toMatchObject({
      status: 422,
      detail: 'Department "Transport" belongs to Rakema Logistics. Choose one of Rakema, or none.',
    })
    expect(fields(problem)).toEqual(['parentId'])
  })
})
