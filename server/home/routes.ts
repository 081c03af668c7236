import { type App, route } from '../access/route.ts'
import * as contract from './contract.ts'
import { findPlots } from './plots.ts'

export function homeRoutes(app: App): void {
  route(app, contract.readPlots, { allow: 'home.read' }, async ({ db, context }) => findPlots(db, context.bell))
}
