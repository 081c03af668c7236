import { expect } from 'vitest'
import { listUserEnrollments } from '../server/enrollment/contract.ts'
import { workOff } from '../server/enrollment/jobs.ts'
import { type ImportView, readImport, startImport } from '../server/import/contract.ts'
import { importOnce } from '../server/import/jobs.ts'
import { silentBell } from '../server/platform/bell.ts'
import type { Db } from '../server/platform/database/database.ts'
import { silentLog } from '../server/platform/log.ts'
import { type Client, createTestApp, signedIn, type TestApp } from './client.ts'
import { createTestDatabase } from './database.ts'
import { type Story, tellStory } from './story.ts'

/** An academy whose administrator uploads files, and whose worker works when it is told to. */
export type Imports = {
  readonly db: Db
  readonly story: Story
  readonly app: TestApp
  readonly ada: Client
  /** Does what is owed to imports. */
  work(): Promise<void>
  /** Uploads a table as csv, and answers it as it was checked. */
  upload(rows: readonly (readonly string[])[], action?: string): Promise<ImportView>
  /** Uploads a file as it is. */
  send(content: Uint8Array, how?: { fileName?: string; action?: string }): Promise<ImportView>
  /** A file that the server makes. */
  fetch(path: string): Promise<Buffer>
  look(importId: number): Promise<ImportView>
  /** Starts an import with the numbers that it asks for, and waits until it is done. */
  start(view: ImportView): Promise<ImportView>
  /** In what somebody is enrolled. */
  titlesOf(userId: number): Promise<string[]>
  close(): Promise<void>
}

export async function openImports(): Promise<Imports> {
  const database = await createTestDatabase()
  const { db } = database
  const story = await tellStory(db)
  const app = await createTestApp(db)
  const ada = await signedIn(app, story.people.ada.id)
  const cookie = `muster_session=${ada.token()}`
  const work = async () => {
    while (await importOnce(db, { bell: silentBell, log: silentLog }));
  }
  const look = (importId: number) => ada.call(readImport, { params: { importId } })
  const send: Imports['send'] = async (content, { fileName = 'people.xlsx', action } = {}) => {
    const sent = await app.http.inject({
      method: 'POST',
      url: `/api/imports?fileName=${fileName}${action ? `&action=${action}` : ''}`,
      payload: Buffer.from(content),
      headers: { 'x-muster': '1', 'content-type': 'application/octet-stream', cookie },
    })
    expect(sent.statusCode).toBe(200)
    await work()
    return look(sent.json().id)
  }
  return {
    db,
    story,
    app,
    ada,
    work,
    look,
    send,
    upload: (rows, action) => {
      const text = rows.map((cells) => cells.map((cell) => (cell.includes(';') ? `"${cell}"` : cell)).join(';'))
      return send(Buffer.from(text.join('\n')), { fileName: 'people.csv', ...(action && { action }) })
    },
    async fetch(path) {
      const answer = await app.http.inject({ url: path, headers: { cookie } })
      expect(answer.statusCode).toBe(200)
      return answer.rawPayload
    },
    async start(view) {
      const { enrolls = 0, ends = 0 } = view.plan?.confirm ?? {}
      await ada.call(startImport, { params: { importId: view.id }, body: { confirm: { enrolls, ends } } })
      await work()
      await workOff(db)
      return look(view.id)
    },
    async titlesOf(userId) {
      const { items } = await ada.call(listUserEnrollments, { params: { userId } })
      return items.filter(({ state }) => state !== 'withdrawn').map(({ activity }) => activity.title)
    },
    async close() {
      await app.http.close()
      await database.drop()
    },
  }
}

export const problemsOf = ({ problems }: ImportView) => problems.map(({ kind, column, rows }) => [kind, column, rows])
