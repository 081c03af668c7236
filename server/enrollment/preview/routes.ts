import { type App, route } from '../../access/route.ts'
import { exportedNames } from '../exports.ts'
import * as contract from './contract.ts'
import { findPreview, listNames } from './previews.ts'

export function previewRoutes(app: App): void {
  route(app, contract.readPreview, { allow: 'preview.read', of: 'previewId' }, ({ params, db }) =>
    findPreview(db, params),
  )

  route(
    app,
    contract.listPreviewNames,
    { allow: 'preview.read', of: 'previewId' },
    ({ actor, params, query, db }) =>
      listNames(db, { previewId: params.previewId, language: actor.language, asked: query }),
    exportedNames,
  )
}
