import { type App, route } from '../access/route.ts'
import * as contract from './contract.ts'
import { explainPair } from './queries.ts'

export function explanationRoutes(app: App): void {
  route(app, contract.explain, { allow: 'enrollment.explain', of: 'userId' }, ({ actor, params, db }) =>
    explainPair(db, { actor, ...params }),
  )
}
