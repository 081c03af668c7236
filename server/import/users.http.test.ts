import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, signedIn } from '../../test/client.ts'
import { type Imports, openImports, problemsOf } from '../../test/imports.ts'
import type { Story } from '../../test/story.ts'
import { workOff } from '../enrollment/jobs.ts'
import { listPreviewNames } from '../enrollment/preview/contract.ts'
import { undoBatch } from '../history/contract.ts'
import { departments } from '../organization/contract.ts'
import { editUser, listUsers, readUser } from '../user/contract.ts'
import {
  discardImport,
  fixCells,
  listChangedUsers,
  listProblemRows,
  listProblemValues,
  startImport,
} from './contract.ts'

let imports: Imports
let story: Story
let ada: Client
beforeAll(async () => {
  imports = await openImports()
  ;({ story, ada } = imports)
})
afterAll(() => imports.close())

describe('a file of users', () => {
  test('adds those it does not know and edits those it does, and blank is no change', async () => {
    const { ann, ruth } = story.people
    const before = await ada.call(readUser, { params: { userId: ann.id } })
    const view = await imports.upload(
      [
        [
          'Employee number',
          'Name',
          'E-mail',
          'Company',
          'Department',
          'Teams',
          'Manager',
          'Language',
          'Status',
          'Date added',
          'Forklift basics',
        ],
        [
          'N1',
          'Nina New',
          'nina.new@example.com',
          'rakema',
          'Warehouse / Rotterdam',
          'Night shift; First aiders',
          'N2',
          'Dutch',
          '',
          '2026-05-03',
          'x',
        ],
        ['N2', 'Max Manager', 'max.manager@example.com', 'Rakema', 'Office', '', ruth.email, '', '', '', ''],
        ['', '', ann.email, '', '(clear)', 'Works council', '', '', '', '', ''],
        ['', 'No Company', 'no.company@example.com', '', '', '', '', '', '', '', ''],
        [
          '',
          'Wrong',
          'wrong@example.com',
          'Rakemaa',
          'Nowhere',
          'Nightshift',
          'unknown@example.com',
          'Klingon',
          'maybe',
          'soon',
          'yes',
        ],
        ['', '', ann.email, 'Rakema Logistics', 'Warehouse', '', '', '', '', '', ''],
      ],
      'users',
    )
    expect(view.check).toMatchObject({ created: 2, edited: 1, cleared: 1, withProblems: 3, people: 3 })
    expect(problemsOf(view)).toEqual(
      expect.arrayContaining([
        ['company-missing', 3, 1],
        ['company-unknown', 3, 1],
        ['team-unknown', 5, 1],
        ['language-unknown', 7, 1],
        ['status-unknown', 8, 1],
        ['not-a-date', 9, 1],
        ['not-a-mark', 10, 1],
        ['department-elsewhere', 4, 1],
      ]),
    )
    const changed = async (query: object) => ada.call(listChangedUsers, { params: { importId: view.id }, query })
    const all = await changed({})
    expect(all.items.map(({ row, name, kind, fields }) => [row, name, kind, fields.toSorted()])).toEqual([
      [
        2,
        'Nina New',
        'created',
        'addedOn company department email employeeNumber language manager name teams'.split(' '),
      ],
      [3, 'Max Manager', 'created', ['company', 'department', 'email', 'employeeNumber', 'manager', 'name']],
      [4, ann.name, 'edited', ['department', 'teams']],
    ])
    const namesOf = ({ items }: { items: Array<{ name: string }> }) => items.map(({ name }) => name)
    expect(await changed({ skip: 1, limit: 1 })).toMatchObject({ items: [{ name: 'Max Manager' }], more: true })
    expect(namesOf(await changed({ kind: 'edited' }))).toEqual([ann.name])
    expect(namesOf(await changed({ search: 'NINA.new' }))).toEqual(['Nina New'])
    expect(await changed({ kind: 'deactivated' })).toEqual({ items: [], more: false })
    // Nobody has them yet, and they are named.
    const planned = await ada.call(listPreviewNames, {
      params: { previewId: view.plan?.previewId ?? 0 },
      query: { search: 'nina' },
    })
    expect(planned.items.map(({ user }) => user.name)).toEqual(['Nina New', 'Nina New', 'Nina New'])
    const done = await imports.start(view)
    expect(done.state).toBe('started')
    const { items } = await ada.call(listUsers, { query: { search: 'nina' } })
    const nina = await ada.call(readUser, { params: { userId: items[0]?.id ?? 0 } })
    expect(nina).toMatchObject({
      name: 'Nina New',
      employeeNumber: 'N1',
      company: { name: 'Rakema' },
      department: { name: 'Rotterdam' },
      manager: { name: 'Max Manager' },
      language: 'nl',
      addedOn: '2026-05-03',
      role: 'learner',
    })
    expect(nina.teams.map(({ name }) => name).toSorted()).toEqual(['First aiders', 'Night shift'])
    expect(await imports.titlesOf(nina.id)).toEqual(
      expect.arrayContaining(['Fire safety', 'First aid', 'Forklift basics']),
    )
    const after = await ada.call(readUser, { params: { userId: ann.id } })
    expect(after).toMatchObject({ name: before.name, department: null, company: before.company })
    expect(after.teams.map(({ name }) => name)).toContain('Works council')

    await ada.call(undoBatch, { params: { batchId: done.batchId ?? 0 }, body: {} })
    await workOff(imports.db)
    expect(await ada.call(readUser, { params: { userId: ann.id } })).toEqual(before)
    // Who was ever there is not unmade, but is out again.
    expect(await ada.call(readUser, { params: { userId: nina.id } })).toMatchObject({
      status: 'inactive',
      enrollments: 0,
    })
  })

  test('is understood as a whole, however far its rows are apart', async () => {
    const { femke } = story.people
    const empty = ['', '', '', '', '', '']
    const filler = Array.from({ length: 2100 }, () => ['', femke.email, '', '', '', ''])
    const view = await imports.upload(
      [
        ['Employee number', 'E-mail', 'Name', 'Company', 'Teams', 'Manager'],
        ['A7', 'late@example.com', 'Late Comer', 'Rakema', '', ''],
        ['F1', femke.email, '', '', '', ''],
        ...filler,
        empty,
        ['A7', '', '', '', 'Night shift', femke.email],
        ['F1', 'femke.new@example.com', '', '', '', ''],
        ['', 'boss@example.com', 'Boss', 'Rakema', '', ''],
        ['', 'report@example.com', 'Report', 'Rakema', '', 'boss@example.com'],
      ],
      'users',
    )
    // Femke's address is said in two ways, a long way from each other.
    expect(problemsOf(view)).toEqual([['row-contradiction', 1, 1]])
    expect(view.check).toMatchObject({ created: 3, edited: 1, withProblems: 1 })
    const done = await imports.start(view)
    expect(done).toMatchObject({ state: 'started', drift: null })
    const [late] = (await ada.call(listUsers, { query: { search: 'late@example.com' } })).items
    expect(await ada.call(readUser, { params: { userId: late?.id ?? 0 } })).toMatchObject({
      name: 'Late Comer',
      employeeNumber: 'A7',
      manager: { name: femke.name },
      teams: [{ name: 'Night shift' }],
    })
    expect((await ada.call(readUser, { params: { userId: femke.id } })).employeeNumber).toBe('F1')
    await ada.call(undoBatch, { params: { batchId: done.batchId ?? 0 }, body: {} })
    await workOff(imports.db)
  })

  test('one unknown name among several is mended, and those beside it stay', async () => {
    const { bo } = story.people
    const view = await imports.upload(
      [
        ['E-mail', 'Teams'],
        [bo.email, 'Night shift; Firt aiders ;Works council'],
        [story.people.ann.email, ''],
      ],
      'users',
    )
    const params = { importId: view.id }
    const values = await ada.call(listProblemValues, { params, query: { kind: 'team-unknown', column: '1' as never } })
    expect(values.items).toMatchObject([{ value: 'Firt aiders', nearest: [{ text: 'First aiders' }] }])
    const fix = { column: 1, rows: { value: 'Firt aiders' } }
    expect(await ada.call(fixCells, { params, body: { ...fix, text: 'First aiders' } })).toMatchObject({ fixed: 1 })
    const emptied = { column: 1, rows: { value: 'Nobody’s' }, text: '' }
    await imports.work()
    await ada.call(fixCells, { params, body: { column: 1, rows: { row: 3 }, text: ' Nobody’s ; ' } })
    await imports.work()
    expect(await ada.call(fixCells, { params, body: emptied })).toMatchObject({ fixed: 1 })
    await imports.work()
    const mended = await imports.look(view.id)
    expect(mended).toMatchObject({ problems: [], check: { edited: 1 } })
    await imports.start(mended)
    const { teams } = await ada.call(readUser, { params: { userId: bo.id } })
    expect(teams.map(({ name }) => name)).toEqual(expect.arrayContaining(['First aiders', 'Works council']))
  })

  test('whose manager comes in a row that cannot be imported waits for that row', async () => {
    const view = await imports.upload(
      [
        ['Name', 'E-mail', 'Company', 'Manager'],
        ['One', 'one@example.com', 'Rakema', 'two@example.com'],
        ['Two', 'two@example.com', 'Rakema', 'three@example.com'],
        ['Three', 'three@example.com', 'Unknown', ''],
        ['Four', 'four@example.com', 'Rakema', ''],
      ],
      'users',
    )
    expect(view.check).toMatchObject({ created: 1, withProblems: 3 })
    expect(problemsOf(view)).toEqual([
      ['manager-unknown', 3, 2],
      ['company-unknown', 2, 1],
    ])
  })

  test('that gives somebody the address of another is refused in that row, with whose it is', async () => {
    const header = ['Employee number', 'E-mail', 'Name', 'Company']
    const [one, two] = ['one@swap.example', 'two@swap.example']
    const hired = [
      ['S1', one, 'One', 'Rakema'],
      ['S2', two, 'Two', 'Rakema'],
    ]
    await imports.start(await imports.upload([header, ...hired], 'users'))
    const takenIn = async (...rows: string[][]) => {
      const view = await imports.upload([header, ...rows], 'users')
      const { items } = await ada.call(listProblemRows, { params: { importId: view.id } })
      expect(view).toMatchObject({ planProblem: null, problems: [{ kind: 'email-taken', column: 1 }] })
      return { view, taken: items.map(({ row, problems }) => [row, problems[0]?.about]) }
    }
    // As it comes out where one column of a sheet was sorted alone: each has the address of the other.
    const swapped = await takenIn(['S1', two], ['S2', one])
    expect(swapped.taken).toEqual([
      [2, 'Two (S2)'],
      [3, 'One (S1)'],
    ])
    expect(swapped.view.check).toMatchObject({ edited: 0, withProblems: 2 })
    // The address of somebody who has another by the same file is free when that is done.
    const passedOn = await takenIn(['S1', 'new@swap.example'], ['S2', one])
    expect(passedOn.taken).toEqual([[3, 'One (S1)']])
    await imports.start(passedOn.view)
    expect(await imports.upload([header, ['S2', one]], 'users')).toMatchObject({ problems: [], check: { edited: 1 } })
  })

  test('has days in digits alone, as HR systems write them and spreadsheets count them', async () => {
    const header = ['E-mail', 'Name', 'Company', 'Date added']
    const added = (day: string, nth: number) => [`d${nth}@digits.example`, 'D', 'Rakema', day]
    const days = ['20260531', '46173', '46173.75', '31-05-2026', '1234567', '99999', '20261332', '12']
    const view = await imports.upload([header, ...days.map(added)], 'users')
    expect(view.check).toMatchObject({ created: 4, daysFromDigits: 3, withProblems: 4 })
    expect(problemsOf(view)).toEqual([['not-a-date', 3, 4]])
    await imports.start(view)
    const { items } = await ada.call(listUsers, { query: { search: 'digits.example' } })
    const each = await Promise.all(items.map(({ id }) => ada.call(readUser, { params: { userId: id } })))
    expect(each.map(({ addedOn }) => addedOn)).toEqual(each.map(() => '2026-05-31'))
    expect(each.length).toBe(4)
  })

  test('names who becomes inactive', async () => {
    const { daan, zoe } = story.people
    const view = await imports.upload(
      [
        ['E-mail', 'Status', 'Name'],
        [daan.email, 'inactive', ''],
        [zoe.email, 'active', 'Zoë de Wit'],
        [story.people.ole.email, 'inactive', ''],
      ],
      'users',
    )
    expect(view.check).toMatchObject({ edited: 1, deactivated: 1, unchanged: 1 })
    const listed = await ada.call(listChangedUsers, { params: { importId: view.id } })
    expect(listed.items).toMatchObject([
      { name: daan.name, kind: 'deactivated', fields: ['status'] },
      { email: zoe.email, kind: 'edited', fields: ['name'] },
    ])
    const staying = await ada.call(listChangedUsers, { params: { importId: view.id }, query: { kind: 'unchanged' } })
    expect(staying.items).toMatchObject([{ row: 4, name: story.people.ole.name, fields: [] }])
    await ada.call(discardImport, { params: { importId: view.id } })
  })

  test('counts each person once, also who becomes inactive and something else, thousands of rows apart', async () => {
    const { daan, emile } = story.people
    const others = Array.from({ length: 2100 }, (_, nth) => [`u${nth}@once.example`, 'U', 'Rakema', ''])
    const view = await imports.upload(
      [
        ['E-mail', 'Name', 'Company', 'Status'],
        [daan.email, 'Daan the Second', '', 'inactive'],
        [emile.email, 'Émile the Second', '', ''],
        ...others,
        [daan.email, '', '', 'inactive'],
        [emile.email, '', '', 'inactive'],
      ],
      'users',
    )
    expect(view.check).toMatchObject({ created: 2100, edited: 0, deactivated: 2, unchanged: 0, people: 2102 })
    await ada.call(discardImport, { params: { importId: view.id } })
  })

  test('makes nobody inactive who starts it', async () => {
    const { ada: self, marta, ruth } = story.people
    await ada.call(editUser, { params: { userId: marta.id }, body: { role: 'administrator' } })
    const file = [
      ['E-mail', 'Status'],
      [self.email, 'inactive'],
      [ruth.email, 'inactive'],
    ]
    const own = await imports.upload(file, 'users')
    expect(problemsOf(own)).toEqual([['inactive-oneself', 1, 1]])
    expect(own.check).toMatchObject({ deactivated: 1, withProblems: 1 })
    await ada.call(discardImport, { params: { importId: own.id } })
    // Whose file it is does not matter: it acts in the name of whoever starts it.
    const others = await imports.upload([['E-mail', 'Status'], [marta.email, 'inactive'], ...file.slice(2)], 'users')
    expect(others.problems).toEqual([])
    const asMarta = await signedIn(imports.app, marta.id)
    const params = { importId: others.id }
    const body = { confirm: { enrolls: 0, ends: 2 }, previewId: others.plan?.previewId }
    await asMarta.call(startImport, { params, body })
    await imports.work()
    const refused = await imports.look(others.id)
    expect(refused).toMatchObject({ state: 'open', author: { id: marta.id } })
    expect(refused.drift).toContainEqual({ what: 'withProblems', before: 0, now: 1 })
    expect(problemsOf(refused)).toEqual([['inactive-oneself', 1, 1]])
    await ada.call(discardImport, { params })
  })

  test('offers the departments that are called the same by those above them', async () => {
    const { ann } = story.people
    const { rakema } = story.companies
    await ada.call(departments.create, { body: { name: 'Rotterdam', companyId: rakema, parentId: null } })
    const view = await imports.upload(
      [
        ['E-mail', 'Company', 'Department'],
        [ann.email, 'Rakema', 'rotterdam'],
      ],
      'users',
    )
    expect(problemsOf(view)).toEqual([['department-ambiguous', 2, 1]])
    const params = { importId: view.id }
    const column = '2' as never
    const { items } = await ada.call(listProblemValues, { params, query: { kind: 'department-ambiguous', column } })
    const offered = items[0]?.nearest.map(({ text }) => text) ?? []
    expect(offered).toEqual(['Rakema / Rotterdam', 'Warehouse / Rotterdam'])
    for (const text of offered) {
      await ada.call(fixCells, { params, body: { column: 2, rows: { row: 2 }, text } })
      await imports.work()
      expect((await imports.look(view.id)).problems, text).toEqual([])
    }
    await ada.call(discardImport, { params })
  })
})
