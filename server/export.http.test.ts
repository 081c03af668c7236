import { inflateRawSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../test/client.ts'
import { ada, app, as, database, story } from '../test/served/once.ts'
import { change } from './change.ts'
import { completeActivity, enrollUsers } from './enrollment/contract.ts'
import { addHolders } from './enrollment/holder/contract.ts'
import { previewOf } from './enrollment/preview/contract.ts'
import { createActivities } from './learning/commands.ts'
import { createActivity, createQualification, type Language, newActivity, readActivity } from './learning/contract.ts'
import { companies, departments, functions, groups, teams } from './organization/contract.ts'
import { countMatches, createRule } from './rule/contract.ts'
import { createUser, editMyself, editUser } from './user/contract.ts'

let ann: Client

beforeAll(async () => {
  ann = await as('ann')
})

async function download(client: Client, path: string): Promise<{ bytes: Buffer; headers: Record<string, unknown> }> {
  const { rawPayload, statusCode, headers } = await app.http.inject({
    method: 'GET',
    url: `/api/export${path}`,
    headers: { cookie: `muster_session=${client.token()}` },
  })
  if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}`)
  return { bytes: rawPayload, headers }
}

const csv = async (path: string) => (await download(ada, path)).bytes.toString()
const lines = (text: string) => text.replace('\ufeff', '').trimEnd().split('\r\n')

describe('an exported list', () => {
  test('has what the list shows: its search, filters, sort and columns, in UTF-8 with a mark', async () => {
    const { bytes, headers } = await download(ada, '/users?format=csv&companyId=1&sort=-name&columns=name,email')
    expect(headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(headers['content-disposition']).toMatch(/^attachment; filename="Users \d{4}-\d\d-\d\d\.csv"/)
    const text = bytes.toString()
    expect(text.startsWith('\ufeffName,E-mail\r\n')).toBe(true)
    expect(lines(text)[1]).toBe('Zoë Janssen,zoe.janssen@example.com')
    expect(lines(text).join()).not.toContain('Marta')
  })

  test('goes past a page to its end, each row once', async () => {
    await database.pool.query(`
      insert into users (name, email, company_id, language, added_on)
      select 'Extra ' || n, 'extra' || n || '@example.com', 1, 'en', '2026-01-01' from generate_series(1, 2345) n`)
    const rows = lines(await csv('/users?format=csv&search=extra&columns=email')).slice(1)
    expect(new Set(rows).size).toBe(2345)
    expect(rows).toHaveLength(2345)
  })

  test.each(['=1+1', '+31 6 1234', '-2', '@SUM(A1)', '＝1'])(
    'never holds a formula, whoever is called %s',
    async (name) => {
      const { id } = await ada.call(createUser, {
        body: { name, email: `${Math.random().toString(36).slice(2)}@example.com`, companyId: story.companies.rakema },
      })
      await ada.call(editUser, { params: { userId: id }, body: { employeeNumber: `"=2;3", ${id}` } })
      const query = `columns=name,employeeNumber&addedFrom=2026-01-02&search=${id}`
      expect(lines(await csv(`/users?format=csv&${query}`))[1]).toBe(`'${name},"""=2;3"", ${id}"`)
      const sheet = sheetOf((await download(ada, `/users?${query}`)).bytes)
      expect(sheet).not.toContain('<f>')
      expect(cellsOf(sheet)).toEqual(['Name', 'Employee number', name, `"=2;3", ${id}`])
    },
  )

  test('is a workbook that another reader opens, with numbers as numbers', async () => {
    const { bytes, headers } = await download(ada, '/users?search=daan&columns=name,enrollments')
    expect(headers['content-type']).toContain('spreadsheetml')
    const sheet = sheetOf(bytes)
    expect(cellsOf(sheet)).toEqual(['Name', 'Enrollments', 'Daan Visser', '2'])
    expect(sheet).toMatch(/<c r="B2"[^>]*><v>2<\/v><\/c>/)
    expect(sheet).toContain('state="frozen"')
  })

  test('speaks the language of whoever asks', async () => {
    await ada.call(editMyself, { body: { language: 'nl' } })
    try {
      expect(lines(await csv('/users?format=csv&search=ole&columns=name,status'))).toEqual([
        'Naam,Status',
        'Ole Hansen,Inactief',
      ])
    } finally {
      await ada.call(editMyself, { body: { language: 'en' } })
    }
  })

  test('of participants, members, holders, team, history and a preview says what each is about', async () => {
    const { activities, teams, qualifications, people } = story
    expect(await csv(`/activities/${activities.firstAid}/participants?format=csv`)).toContain(
      'Daan Visser,daan.visser@example.com,Rakema,',
    )
    expect(await csv(`/activities/${activities.firstAid}/participants?format=csv`)).toMatch(
      /qualification BHV \(team First aiders\)/,
    )
    expect(lines(await csv(`/teams/${teams.nightShift}/members?format=csv&columns=name`))).toEqual([
      'Name',
      'Ann de Vries',
      'Daan Visser',
    ])
    expect(await csv(`/qualifications/${qualifications.bhv}/holders?format=csv`)).toContain('team First aiders')
    expect(await csv('/batches?format=csv')).toContain(',User: created,')
    expect(lines(await csv('/kept?format=csv'))).toEqual(['Learning activity,Type,Kept'])
    const ruth = await as('ruth')
    expect((await download(ruth, '/team/members?format=csv')).bytes.toString()).toContain('Ann de Vries')
    const { previewId } = await ada.call(previewOf(enrollUsers), {
      body: { userIds: [people.zoe.id], activityIds: [activities.privacy] },
    })
    expect(await csv(`/previews/${previewId}/names?format=csv&columns=name,activity,kind`)).toContain(
      'Zoë Janssen,Data privacy,Enrolled',
    )
  })

  test('is refused like the list, and for columns there are not', async () => {
    const ask = async (client: Client, path: string) => (await client.send('GET', `/api/export${path}`)).status
    expect(await ask(ann, '/users')).toBe(403)
    for (const path of ['/activities', '/teams', '/qualifications', '/rules']) expect(await ask(ann, path)).toBe(403)
    expect(await ask(ada, '/users?columns=name,shoeSize')).toBe(422)
    expect(await ask(ada, '/users?format=ods')).toBe(422)
    expect(await ask(ada, '/users?companyId=x')).toBe(422)
  })
})

describe('an exported list of what people learn, and through what', () => {
  const formula = '=HYPERLINK("https://evil.example.com","=")'

  test('of courses counts who completed each, however many there are, and only where that is wanted', async () => {
    const { activities, people } = story
    await ada.call(createActivity, { body: { type: 'exam', texts: [{ language: 'en', title: formula }] } })
    await ada.call(completeActivity, { params: { userId: people.ann.id, activityId: activities.fireSafety }, body: {} })
    expect(await rowsOf('/activities?search=fire')).toEqual([
      {
        Title: 'Fire safety',
        Archived: '',
        Type: 'Video',
        Languages: 'en; nl',
        Participants: String(
          (await ada.call(readActivity, { params: { activityId: activities.fireSafety } })).participants,
        ),
        Completed: '1',
      },
    ])
    const sheet = sheetOf((await download(ada, '/activities?type=exam&columns=completed,title&sort=title')).bytes)
    expect(cellsOf(sheet)).toEqual(['Completed', 'Title', 'Archived', '0', formula, '0', 'Data privacy'])
    expect(sheet).not.toContain('<f>')
    expect(sheet).toMatch(/<c r="A2"[^>]*><v>0<\/v><\/c>/)
    expect((await rowsOf('/activities?type=exam&columns=title'))[0]).toEqual({ Title: `'${formula}`, Archived: '' })

    const many = Array.from({ length: 130 }, (_, nth) => ({
      type: 'video',
      texts: [{ language: 'en', title: `Extra ${nth}` }],
    }))
    await change(database.db, { kind: 'activity.create', author: story.author }, (tx) =>
      createActivities(tx, { activities: many.map((one) => newActivity.parse(one)) }),
    )
    const counted = await rowsOf('/activities?search=extra')
    expect(new Set(counted.map(({ Title }) => Title)).size).toBe(130)
    expect(counted.map(({ Completed }) => Completed)).toEqual(counted.map(() => '0'))
  })

  test.each(['companies', 'teams', 'functions', 'groups'] as const)('of %s is as it is searched', async (kind) => {
    const operations = { companies, teams, functions, groups }[kind]
    const { id } = await ada.call(operations.create, { body: { name: formula } })
    expect(await rowsOf(`/${kind}?search=hyperlink&sort=-name`)).toEqual([
      { Name: `'${formula}`, Archived: '', People: '0', Assigned: '0' },
    ])
    const sheet = sheetOf((await download(ada, `/${kind}?search=hyperlink&columns=members,name`)).bytes)
    expect(cellsOf(sheet)).toEqual(['People', 'Name', 'Archived', '0', formula])
    await ada.call(operations.archive, { params: { unitId: id }, body: {} })
    expect((await rowsOf(`/${kind}?archived=only`))[0]).toMatchObject({ Name: `'${formula}`, Archived: 'yes' })
  })

  test('of departments says where each stands, also when it is sorted otherwise', async () => {
    const { companies: of, departments: those } = story
    await ada.call(departments.create, { body: { name: formula, companyId: of.rakema, parentId: those.rotterdam } })
    const query = `companyId=${of.rakema}&sort=place&columns=place,members`
    expect(lines(await csv(`/departments?format=csv&${query}`))).toEqual([
      'Name,Archived,Company,Below,People',
      expect.stringMatching(/^Office,,Rakema,,\d+$/),
      expect.stringMatching(/^Finance,,Rakema,Office,\d+$/),
      expect.stringMatching(/^Warehouse,,Rakema,,\d+$/),
      expect.stringMatching(/^Rotterdam,,Rakema,Warehouse,\d+$/),
      `"'=HYPERLINK(""https://evil.example.com"",""="")",,Rakema,Warehouse · Rotterdam,0`,
      expect.stringMatching(/^Night dock,,Rakema,Warehouse · Rotterdam,\d+$/),
      expect.stringMatching(/^Venlo,,Rakema,Warehouse,\d+$/),
    ])
    const byMembers = await rowsOf(`/departments?sort=-members&companyId=${of.rakema}`)
    expect(byMembers[0]).toEqual({
      Name: 'Warehouse',
      Archived: '',
      Company: 'Rakema',
      Below: '',
      People: String((await ada.call(departments.read, { params: { unitId: those.warehouse } })).members),
      Assigned: '1',
    })
    expect(byMembers.slice(-2).map(({ Name }) => Name)).toEqual([`'${formula}`, 'Venlo'])
  })

  test('of qualifications has how much is in each and to how many it is given', async () => {
    const { activities, people, qualifications } = story
    await ada.call(createQualification, { body: { name: formula, activityIds: [activities.privacy] } })
    const params = { qualificationId: qualifications.bhv }
    await ada.call(addHolders, { params, body: { userIds: [people.zoe.id, people.bo.id] } })
    expect(await rowsOf('/qualifications')).toEqual([
      { Name: `'${formula}`, Archived: '', 'Learning activities': '1', 'Given directly': '0' },
      { Name: 'BHV', Archived: '', 'Learning activities': '2', 'Given directly': '2' },
    ])
    const sheet = sheetOf((await download(ada, '/qualifications?search=bhv')).bytes)
    expect(sheet).toMatch(/<c r="D2"[^>]*><v>2<\/v><\/c>/)
  })

  test('of rules says whom each is about as the screen does, in the language of whoever asks', async () => {
    const { activities, departments: those, groups: of, people, qualifications, teams: crews } = story
    const year = new Date().getFullYear()
    await ada.call(createRule, {
      body: {
        name: formula,
        criteria: [
          { kind: 'department', ids: [those.rotterdam] },
          { kind: 'team', negated: true, ids: [crews.nightShift, crews.worksCouncil] },
          { kind: 'language', codes: ['nl', 'en'] },
          { kind: 'user', is: 'reports-directly', ids: [people.ruth.id] },
          { kind: 'added', is: 'before', day: `${year}-05-03` },
          { kind: 'added', is: 'at-least-days-ago', days: 1 },
        ],
        targetIds: [activities.privacy, qualifications.bhv],
        state: 'active',
      },
    })
    await ada.call(createRule, { body: { name: 'Wardens', criteria: [{ kind: 'group', ids: [of.wardens] }] } })
    await ada.call(createRule, { body: { name: 'All', criteria: [], targetIds: [activities.conduct] } })
    const everyone = await ada.call(countMatches, { body: { criteria: [] } })
    expect(await rowsOf('/rules?sort=name')).toEqual([
      {
        Name: `'${formula}`,
        Whom: `Everyone in department Rotterdam or below, not in team Night shift or Works council, with language Dutch or English, reporting directly to Ruth de Wit, added before 3 May ${year} and added at least 1 day ago.`,
        Archived: '',
        'Leads to': 'BHV; Data privacy',
        State: 'Active',
        People: '1',
      },
      {
        Name: 'All',
        Whom: 'Everyone.',
        Archived: '',
        'Leads to': 'Code of conduct',
        State: 'Draft',
        People: String(everyone.count),
      },
      {
        Name: 'Wardens',
        Whom: 'Everyone in group Evacuation wardens.',
        Archived: '',
        'Leads to': '',
        State: 'Draft',
        People: '1',
      },
    ])
    await ada.call(departments.archive, { params: { unitId: those.rotterdam }, body: {} })
    const told = async (language: Language) => {
      await ada.call(editMyself, { body: { language } })
      return lines(await csv('/rules?format=csv&frozen=true&columns=whom,state,people'))
    }
    expect({ nl: await told('nl'), de: await told('de'), fr: await told('fr'), en: await told('en') }).toEqual({
      nl: [
        'Wie,Gearchiveerd,Toestand,Mensen',
        `"Iedereen die in afdeling Rotterdam of daaronder zit, die niet in team Night shift of Works council zit, die als taal Nederlands of Engels heeft, die direct onder Ruth de Wit valt, die vóór 3 mei ${year} is toegevoegd en die minstens 1 dag geleden is toegevoegd.",Rotterdam,Bevroren,1`,
      ],
      de: [
        'Wen,Archiviert,Zustand,Personen',
        `"Alle in Abteilung Rotterdam oder darunter, nicht in Team Night shift oder Works council, mit Sprache Niederländisch oder Englisch, direkt unter Ruth de Wit, hinzugefügt vor dem 3. Mai ${year} und hinzugefügt vor mindestens 1 Tag.",Rotterdam,Eingefroren,1`,
      ],
      fr: [
        'Qui,Dans les archives,État,Personnes',
        `"Toute personne qui est dans le service Rotterdam ou en dessous, qui n’est pas dans l’équipe Night shift ou Works council, qui a pour langue néerlandais ou anglais, qui est rattachée directement à Ruth de Wit, qui a été ajoutée avant le 3 mai ${year} et qui a été ajoutée il y a au moins 1 jour.",Rotterdam,Figée,1`,
      ],
      en: [
        'Whom,Archived,State,People',
        `"Everyone in department Rotterdam or below, not in team Night shift or Works council, with language Dutch or English, reporting directly to Ruth de Wit, added before 3 May ${year} and added at least 1 day ago.",Rotterdam,Frozen,1`,
      ],
    })
    const sheet = sheetOf((await download(ada, '/rules?frozen=true&columns=name,people')).bytes)
    expect(cellsOf(sheet)).toEqual(['Name', 'People', formula, '1'])
    expect(sheet).toMatch(/<c r="B2"[^>]*><v>1<\/v><\/c>/)
    expect(sheet).not.toContain('<f>')
  })

  test('of a rule that says more than a cell takes is still a workbook', async () => {
    const created = ['a', 'b', 'c', 'd'].map((letter) => ada.call(teams.create, { body: { name: letter.repeat(200) } }))
    const ids = (await Promise.all(created)).map(({ id }) => id)
    const criteria = Array.from({ length: 50 }, () => ({ kind: 'team' as const, ids }))
    await ada.call(createRule, { body: { name: 'Long', criteria } })
    const [, cell = ''] = cellsOf(sheetOf((await download(ada, '/rules?search=long&columns=whom')).bytes)).slice(1)
    expect([cell.length, cell.slice(-2)]).toEqual([32_767, expect.stringMatching(/.…/)])
    expect((await rowsOf('/rules?search=long'))[0]?.Whom).toMatch(/^Everyone in team .{40000,}\.$/)
  })
})

/** The rows of a list taken along as CSV, by their headings. */
async function rowsOf(path: string): Promise<Array<Record<string, string>>> {
  const text = await csv(`${path}${path.includes('?') ? '&' : '?'}format=csv`)
  return parse(text, { bom: true, columns: true })
}

/** The first sheet of a workbook, read by the zip's own directory. */
function sheetOf(zip: Buffer): string {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06'))
  for (let at = zip.readUInt32LE(end + 16), n = zip.readUInt16LE(end + 10); n > 0; n -= 1) {
    const [method, size, length] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28)]
    const name = zip.toString('utf8', at + 46, at + 46 + length)
    const local = zip.readUInt32LE(at + 42)
    if (name === 'xl/worksheets/sheet1.xml') {
      const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
      const packed = zip.subarray(from, from + size)
      return (method === 8 ? inflateRawSync(packed) : packed).toString()
    }
    at += 46 + length + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  throw new Error('there is no sheet in this workbook')
}

function cellsOf(sheet: string): string[] {
  return [...sheet.matchAll(/<(?:t|v)(?: [^>]*)?>([^<]*)<\/(?:t|v)>/g)].map(([, text = '']) =>
    text
      .replace(/&quot;/g, '"')
      .replace(/&apos;/g, "'")
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&amp;/g, '&'),
  )
}
