import { type App, route } from '../access/route.ts'
import { readUpload } from '../platform/http/upload.ts'
import { listChangedUsers as changedUsers } from './changed.ts'
import {
  checkAgain,
  discardImport as discard,
  editImport as edit,
  fixCells as fix,
  keepFile,
  skipRows as skip,
  startImport as start,
} from './commands.ts'
import {
  checkImport,
  discardImport,
  downloadProblems,
  editImport,
  findThings,
  fixCells,
  largestFile,
  listChangedUsers,
  listImports,
  listProblemRows,
  listProblemValues,
  makeTemplate,
  readImport,
  skipRows,
  startImport,
  uploadFile,
} from './contract.ts'
import { thingsNamed } from './layout.ts'
import * as queries from './queries.ts'
import { readStored } from './stored.ts'
import { writeProblems, writeTemplate } from './workbooks.ts'

export function importRoutes(app: App): void {
  const { bell } = app.context
  /** Answers where an import stands, and wakes whoever works on it. */
  const headOf = async (db: App['context']['db'], importId: number) => {
    await bell.ring(db, 'import')
    return queries.readHead(db, importId)
  }

  route(app, makeTemplate, { allow: 'import.do' }, async ({ db, actor, query }) =>
    writeTemplate(db, { ...query, language: query.language ?? actor.language }),
  )
  route(app, findThings, { allow: 'import.do' }, ({ db, actor, body }) =>
    thingsNamed(db, { ...body, language: actor.language }),
  )
  route(app, uploadFile, { allow: 'import.do' }, async ({ db, actor, query, request }) => {
    const content = await readUpload(request, largestFile)
    const { fileName, action = null } = query
    return headOf(db, await keepFile(db, { authorId: actor.userId, fileName, content, action }))
  })
  route(app, listImports, { allow: 'import.do' }, ({ db, query }) => queries.listImports(db, query))
  route(app, readImport, { allow: 'import.read', of: 'importId' }, ({ db, actor, params }) =>
    queries.readImport(db, { ...params, language: actor.language }),
  )
  route(app, editImport, { allow: 'import.edit', of: 'importId' }, async ({ db, params, body }) => {
    await edit(db, { ...params, edit: body })
    return headOf(db, params.importId)
  })
  route(app, checkImport, { allow: 'import.edit', of: 'importId' }, async ({ db, params }) => {
    await checkAgain(db, params)
    return headOf(db, params.importId)
  })
  route(app, listChangedUsers, { allow: 'import.read', of: 'importId' }, ({ db, actor, params, query }) =>
    changedUsers(db, { ...params, query, language: actor.language }),
  )
  route(app, listProblemValues, { allow: 'import.read', of: 'importId' }, ({ db, params, query }) =>
    queries.listProblemValues(db, { ...params, query }),
  )
  route(app, listProblemRows, { allow: 'import.read', of: 'importId' }, ({ db, params, query }) =>
    queries.listProblemRows(db, { ...params, query }),
  )
  route(app, fixCells, { allow: 'import.edit', of: 'importId' }, async ({ db, params, body }) => {
    const fixed = await fix(db, { ...params, ...body })
    return { ...(await headOf(db, params.importId)), fixed }
  })
  route(app, skipRows, { allow: 'import.edit', of: 'importId' }, async ({ db, params, body }) => {
    const changed = await skip(db, { ...params, ...body })
    return { ...(await headOf(db, params.importId)), changed }
  })
  route(app, downloadProblems, { allow: 'import.read', of: 'importId' }, ({ db, actor, params }) =>
    writeProblems(db, { ...params, language: actor.language }),
  )
  route(app, startImport, { allow: 'import.edit', of: 'importId' }, async ({ db, actor, params, body }) => {
    const plan = await queries.planOf(db, await readStored(db, params.importId))
    await start(db, { ...params, ...body, starterId: actor.userId, plan })
    return headOf(db, params.importId)
  })
  route(app, discardImport, { allow: 'import.edit', of: 'importId' }, async ({ db, params }) => {
    await discard(db, params)
    return {}
  })
}
