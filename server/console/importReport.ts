import { type FileHandle, open, rename } from 'node:fs/promises'
import { type PreviewKind, previewKind } from '../enrollment/preview/contract.ts'
import { listNames } from '../enrollment/preview/previews.ts'
import { changedUsers } from '../import/changed.ts'
import type { ImportView } from '../import/contract.ts'
import { listProblemRows } from '../import/queries.ts'
import { problemSentence } from '../import/words.ts'
import type { Db } from '../platform/database/database.ts'

/**
 * All that there is to say, for whoever looks in the morning: JSON, with an item a line. It is begun before anything is done, so
 * that nothing is done that cannot be written down, and has its name when it is whole.
 */
export class Report {
  readonly #path: string | undefined
  readonly #file: FileHandle | undefined

  private constructor(path?: string, file?: FileHandle) {
    this.#path = path
    this.#file = file
  }

  /** Undefined, having said so, when it cannot be written. */
  static async open(path: string | undefined): Promise<Report | undefined> {
    if (path === undefined) return new Report()
    try {
      return new Report(path, await open(beginning(path), 'w'))
    } catch (error) {
      console.error(`${path} cannot be written: ${error instanceof Error ? error.message : String(error)}.`)
      return undefined
    }
  }

  /** Whom it is about, and what is wrong, as things are before it starts. */
  async tell(db: Db, { view, language }: Told): Promise<void> {
    await this.#file?.write('{\n')
    const isRead = view.refusal === null && view.action !== null
    await this.#list('changes', isRead ? becoming(db, { view, language }) : none())
    await this.#list('enrollments', enrolling(db, { view, language }))
    await this.#list('problems', isRead ? problemsOf(db, view) : none())
  }

  async end({ code, view }: { code: number; view: ImportView }): Promise<void> {
    if (!this.#file || this.#path === undefined) return
    await this.#file.write(`"code": ${code},\n"import": ${JSON.stringify(view)}\n}\n`)
    await this.#file.close()
    await rename(beginning(this.#path), this.#path)
  }

  async #list(name: string, items: AsyncIterable<unknown>): Promise<void> {
    if (!this.#file) return
    let written = `"${name}": [`
    let nth = 0
    for await (const item of items) {
      written += `${nth === 0 ? '' : ','}\n${JSON.stringify(item)}`
      nth += 1
      if (written.length < 1_000_000) continue
      await this.#file.write(written)
      written = ''
    }
    await this.#file.write(`${written}],\n`)
  }
}

const beginning = (path: string) => `${path}.part`

async function* none() {}

async function* problemsOf(db: Db, { id, action }: ImportView) {
  for (let afterRow = 0; ; ) {
    const page = await listProblemRows(db, { importId: id, query: { afterRow, limit: 1000 } })
    for (const { problems, ...row } of page.items) {
      yield {
        ...row,
        problems: problems.map((one) => ({ ...one, sentence: problemSentence(one, { action, language: 'en' }) })),
      }
    }
    if (!page.more) return
    afterRow = page.items.at(-1)?.row ?? afterRow
  }
}

export type Told = { view: ImportView; language: string }

/** What becomes of whom it is about. */
export function becoming(db: Db, { view, language }: Told): ReturnType<typeof changedUsers> {
  return changedUsers(db, { importId: view.id, asked: {}, language })
}

/** Enough that half a million are written down within seconds. */
const namesAtOnce = 5000

/** What its enrollments come to, by name. */
export async function* enrolling(
  db: Db,
  { view, language, kinds = previewKind.options }: Told & { kinds?: PreviewKind[] },
) {
  if (!view.plan) return
  const { previewId } = view.plan
  for (const kind of kinds) {
    for (let after: string | undefined; ; ) {
      const asked = { kind, limit: namesAtOnce, ...(after && { after }) }
      const page = await listNames(db, { previewId, language, asked })
      yield* page.items
      if (page.next === null) break
      after = page.next
    }
  }
}
