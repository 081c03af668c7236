import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { act, db, did, factsNow, rule, story, undo } from '../test/undoing.ts'
import { change } from './change.ts'
import { audience } from './enrollment/engine/index.ts'
import type { Stay } from './enrollment/engine/marks.ts'
import { editFacts, insertFacts, joinAudience, leaveAudience, removeFacts } from './facts.ts'
import { archiveUnit, restoreUnit } from './organization/archive.ts'
import { createDepartments } from './organization/departments.ts'

test('what was changed since stays and is named; the rest goes back', async () => {
  const { ann, zoe } = story.people
  const team = audience('team', story.teams.nightShift)
  const batchId = await did(async (tx) => {
    await editFacts(tx, 'users', [
      { id: ann.id, language: 'de' },
      { id: zoe.id, language: 'de' },
    ])
    await joinAudience(tx, { audienceId: team, userIds: [zoe.id] })
  })
  await did((tx) => editFacts(tx, 'users', [{ id: ann.id, language: 'fr' }]))
  await did((tx) => leaveAudience(tx, { audienceId: team, userIds: [zoe.id] }))
  const { stays } = await undo(batchId)
  expect(stays).toMatchObject([
    { fact: 'memberships', key: team, userIds: [zoe.id] },
    { fact: 'users', key: ann.id, userIds: [] },
  ])
  const { rows } = await sql<{ id: number; language: string }>`
    select id, language from users where id in (${ann.id}, ${zoe.id}) order by id`.execute(db)
  expect(new Map(rows.map((row) => [row.id, row.language])).get(ann.id)).toBe('fr')
  expect(new Map(rows.map((row) => [row.id, row.language])).get(zoe.id)).not.toBe('de')
})

test('a list that others made longer since is not as the batch left it', async () => {
  const [night, first] = [story.teams.nightShift, story.teams.firstAiders].map((id) => audience('team', id))
  const { result: id } = await change(db, act, (tx) =>
    rule(tx, { teamId: story.teams.nightShift, targetId: story.activities.privacy }),
  )
  const asks = (audience_ids: Array<number | undefined>) =>
    did((tx) => editFacts(tx, 'rules', [{ id, query: audience_ids.join('|') || '0', audience_ids }] as never))
  const batchId = await asks([])
  await did((tx) => editFacts(tx, 'rules', [{ id, audience_ids: [night, first] }] as never))
  const facts = await factsNow()
  const { stays } = await undo(batchId)
  expect(stays).toMatchObject([{ fact: 'rules', key: id }])
  expect(await factsNow()).toEqual(facts)
})

test('what a batch set and set back, and others set since, is not set once more', async () => {
  const { ann, zoe } = story.people
  const team = audience('team', story.teams.nightShift)
  const { result: id } = await change(db, act, (tx) =>
    rule(tx, { teamId: story.teams.nightShift, targetId: story.activities.privacy }),
  )
  const grants = [{ user_id: ann.id, audience_id: team }]
  await did((tx) => insertFacts(tx, 'grants', grants))
  await did((tx) => joinAudience(tx, { audienceId: team, userIds: [zoe.id] }))
  const batchId = await did(async (tx) => {
    await editFacts(tx, 'rules', [{ id, state: 'paused', name: 'Paused' }])
    await editFacts(tx, 'rules', [{ id, state: 'active' }])
    await removeFacts(tx, 'grants', grants)
    await insertFacts(tx, 'grants', grants)
    await leaveAudience(tx, { audienceId: team, userIds: [zoe.id] })
    await joinAudience(tx, { audienceId: team, userIds: [zoe.id] })
  })
  await did(async (tx) => {
    await editFacts(tx, 'rules', [{ id, state: 'paused' }])
    await removeFacts(tx, 'grants', grants)
    await leaveAudience(tx, { audienceId: team, userIds: [zoe.id] })
  })
  const facts = await factsNow()
  const { stays } = await undo(batchId)
  expect(await factsNow()).toEqual(facts)
  expect(stays).toMatchObject([
    { fact: 'memberships', key: team, userIds: [zoe.id] },
    { fact: 'grants', key: ann.id },
    { fact: 'rules', key: id },
  ])
})

describe('what a batch made and went on to edit', () => {
  const exclusion = () => ({ user_id: story.people.ann.id, activity_id: story.activities.privacy })
  const untilOf = async () => {
    const { rows } = await sql<{ until: string }>`
      select until::text from exclusions where user_id = ${story.people.ann.id}`.execute(db)
    return rows.map(({ until }) => until)
  }
  const excludeAndEdit = () =>
    did(async (tx) => {
      await insertFacts(tx, 'exclusions', [{ ...exclusion(), reason: 'Ours', until: '2126-01-01' }])
      await editFacts(tx, 'exclusions', [{ ...exclusion(), until: '2126-02-02' }])
    })

  test('goes whole, and comes back as the batch left it', async () => {
    const { batchId } = await undo(await excludeAndEdit())
    expect(await untilOf()).toEqual([])
    expect((await undo(batchId)).stays).toEqual([])
    expect(await untilOf()).toEqual(['2126-02-02'])
  })

  test('stays whole when others have changed it since: never as it was in the middle of the batch', async () => {
    const batchId = await excludeAndEdit()
    await did((tx) => editFacts(tx, 'exclusions', [{ ...exclusion(), reason: 'Theirs' }]))
    expect((await undo(batchId)).stays).toMatchObject([{ fact: 'exclusions', key: story.people.ann.id }])
    expect(await untilOf()).toEqual(['2126-02-02'])
  })

  test('is not what others have made in its place, though it says the same', async () => {
    const batchId = await excludeAndEdit()
    const edited = await did((tx) => editFacts(tx, 'exclusions', [{ ...exclusion(), until: '2126-03-03' }]))
    await did((tx) => removeFacts(tx, 'exclusions', [exclusion()]))
    await did((tx) => insertFacts(tx, 'exclusions', [{ ...exclusion(), reason: 'Ours', until: '2126-03-03' }]))
    for (const batch of [edited, batchId]) {
      expect((await undo(batch)).stays).toMatchObject([{ fact: 'exclusions', key: story.people.ann.id }])
    }
    expect(await untilOf()).toEqual(['2126-03-03'])
  })
})

test('what a batch set twice goes back to what it was before the batch, or stays as the batch left it', async () => {
  const { ann } = story.people
  const dayOf = async () => {
    const { rows } = await sql<{ day: string }>`select added_on::text as day from users where id = ${ann.id}`.execute(
      db,
    )
    return rows[0]?.day
  }
  const before = await dayOf()
  const setTwice = () =>
    did(async (tx) => {
      await editFacts(tx, 'users', [{ id: ann.id, added_on: '2020-02-02', language: 'de' }])
      await editFacts(tx, 'users', [{ id: ann.id, added_on: '2021-01-01' }])
    })
  const { batchId } = await undo(await setTwice())
  expect(await dayOf()).toBe(before)
  await undo(batchId)
  expect(await dayOf()).toBe('2021-01-01')
  await did((tx) => editFacts(tx, 'users', [{ id: ann.id, added_on: before as never, language: 'en' }]))
  const again = await setTwice()
  await did((tx) => editFacts(tx, 'users', [{ id: ann.id, language: 'fr' }]))
  expect((await undo(again)).stays).toMatchObject([{ fact: 'users', key: ann.id }])
  expect(await dayOf()).toBe('2021-01-01')
})

test('a department comes back from another company though somebody who went along has a place there by now', async () => {
  const { nightDock, transport } = story.departments
  const { rakema, logistics } = story.companies
  const { femke, zoe } = story.people
  const { conduct } = story.activities
  const placed = async () => {
    const { rows } = await sql<{ company_id: number }>`
      select company_id from departments where id = ${nightDock}
      union all (select company_id from users where id in (${femke.id}, ${zoe.id}) order by id = ${femke.id})`.execute(
      db,
    )
    return rows.map(({ company_id }) => company_id)
  }
  await did((tx) => editFacts(tx, 'users', [{ id: zoe.id, company_id: rakema, department_id: nightDock }]))
  const batchId = await did(async (tx) => {
    await sql`set constraints all deferred`.execute(tx.db)
    await editFacts(tx, 'departments', [{ id: nightDock, company_id: logistics, parent_id: null }])
    const people = [femke, zoe].map(({ id }) => ({ id, company_id: logistics }))
    await editFacts(tx, 'users', people)
    await editFacts(tx, 'learning_activities', [{ id: conduct, valid_months: 6 }])
  })
  await did((tx) => editFacts(tx, 'users', [{ id: femke.id, department_id: transport }]))
  // Another column of a row whose columns need not fit each other: that it is as it was goes back all the same.
  await did((tx) => editFacts(tx, 'learning_activities', [{ id: conduct, self_completion: false }]))
  expect(await placed()).toEqual([logistics, logistics, logistics])
  const { stays } = await undo(batchId)
  expect(stays).toMatchObject([{ fact: 'users', key: femke.id }])
  expect(await placed()).toEqual([rakema, rakema, logistics])
  const { rows } =
    await sql`select valid_months, self_completion from learning_activities where id = ${conduct}`.execute(db)
  expect(rows).toEqual([{ valid_months: null, self_completion: false }])
})

test('a name that somebody else has by now stays theirs', async () => {
  const { ann } = story.people
  const batchId = await did((tx) => editFacts(tx, 'users', [{ id: ann.id, email: 'anna@example.com', language: 'de' }]))
  await did((tx) =>
    insertFacts(tx, 'users', [
      {
        name: 'Other Ann',
        email: ann.email,
        company_id: Object.values(story.companies)[0] ?? 0,
        language: 'en',
        added_on: '2026-01-01',
      },
    ]),
  )
  const { stays } = await undo(batchId)
  expect(stays).toMatchObject([{ fact: 'personal', key: ann.id, userIds: [] }])
})

describe('what stands below something archived', () => {
  const archive = (...units: Array<['companies' | 'departments', number]>) =>
    did(async (tx) => {
      for (const [kind, id] of units) await archiveUnit(tx, { kind, id })
    })
  const archived = async () => {
    const { rows } = await sql<{ name: string }>`
      select name from departments where archived
      union all select name from companies where archived order by name`.execute(db)
    return rows.map(({ name }) => name)
  }
  const nameOf = (id: number) => Object.entries(story.departments).find(([, one]) => one === id)?.[0]
  const namesOf = (stays: readonly Stay[]) => stays.map(({ fact, key }) => [fact, nameOf(key) ?? key])

  test('stays archived when an older archive is taken back, and is named', async () => {
    const { venlo, warehouse } = story.departments
    const older = await archive(['departments', venlo])
    await archive(['departments', warehouse])
    const { stays } = await undo(older)
    expect(namesOf(stays)).toEqual([['departments', 'venlo']])
    expect(await archived()).toEqual(['Night dock', 'Rotterdam', 'Venlo', 'Warehouse'])
  })

  test('stays archived in an archived company, with all that the older archive took along', async () => {
    const { rakema } = story.companies
    const older = await archive(['departments', story.departments.office])
    await archive(['companies', rakema])
    expect(namesOf((await undo(older)).stays).sort()).toEqual([
      ['departments', 'finance'],
      ['departments', 'office'],
    ])
    expect((await archived()).length).toBe(7)
  })

  test('keeps nothing else from coming back, whichever is tried first', async () => {
    const { rotterdam, finance, office } = story.departments
    const older = await archive(['departments', rotterdam], ['departments', finance])
    await archive(['departments', office])
    expect(namesOf((await undo(older)).stays)).toEqual([['departments', 'finance']])
    expect(await archived()).toEqual(['Finance', 'Office'])
  })

  test('is moved nowhere that was archived since', async () => {
    const { nightDock, rotterdam, office } = story.departments
    const moved = await did((tx) => editFacts(tx, 'departments', [{ id: nightDock, parent_id: office }]))
    await archive(['departments', rotterdam])
    expect(namesOf((await undo(moved)).stays)).toEqual([['departments', 'nightDock']])
    expect(await archived()).toEqual(['Rotterdam'])
  })

  test('is not there: what others placed something below is not put away', async () => {
    const made = await did((tx) =>
      createDepartments(tx, { departments: [{ name: 'Yard', companyId: story.companies.rakema, parentId: null }] }),
    )
    const { rows } = await sql<{ id: number }>`select id from departments where name = 'Yard'`.execute(db)
    const parentId = rows[0]?.id ?? 0
    const below = await did((tx) =>
      createDepartments(tx, { departments: [{ name: 'Gate', companyId: story.companies.rakema, parentId }] }),
    )
    const first = await undo(made)
    expect(namesOf(first.stays)).toEqual([['departments', parentId]])
    expect(await archived()).toEqual([])
    await undo(below)
    expect(await archived()).toEqual(['Gate'])
  })

  test('is archived again with it when a restoring is taken back', async () => {
    const { warehouse } = story.departments
    await archive(['departments', warehouse])
    const restored = await did((tx) => restoreUnit(tx, { kind: 'departments', id: warehouse }))
    expect((await undo(restored)).stays).toEqual([])
    expect(await archived()).toEqual(['Night dock', 'Rotterdam', 'Venlo', 'Warehouse'])
  })
})
