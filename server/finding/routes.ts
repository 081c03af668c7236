import { type App, route } from '../access/route.ts'
import * as contract from './contract.ts'
import { findByName } from './queries.ts'

export function findingRoutes(app: App): void {
  route(app, contract.findByName, { allow: 'name.find' }, ({ db, actor, query }) =>
    findByName(db, { query, language: actor.language }),
  )
}
