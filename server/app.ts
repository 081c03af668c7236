import type { FastifyInstance } from 'fastify'
import * as accessContract from './access/contract.ts'
import type { App, Context } from './access/route.ts'
import { accessRoutes } from './access/routes.ts'
import * as assignmentContract from './enrollment/assignment/contract.ts'
import { assignmentRoutes } from './enrollment/assignment/routes.ts'
import * as enrollmentContract from './enrollment/contract.ts'
import * as exclusionContract from './enrollment/exclusion/contract.ts'
import { exclusionRoutes } from './enrollment/exclusion/routes.ts'
import * as holderContract from './enrollment/holder/contract.ts'
import { holderRoutes } from './enrollment/holder/routes.ts'
import * as previewContract from './enrollment/preview/contract.ts'
import { previewRoutes } from './enrollment/preview/routes.ts'
import { enrollmentRoutes } from './enrollment/routes.ts'
import * as explanationContract from './explanation/contract.ts'
import { explanationRoutes } from './explanation/routes.ts'
import * as findingContract from './finding/contract.ts'
import { findingRoutes } from './finding/routes.ts'
import * as historyContract from './history/contract.ts'
import { historyRoutes } from './history/routes.ts'
import * as homeContract from './home/contract.ts'
import { homeRoutes } from './home/routes.ts'
import * as importContract from './import/contract.ts'
import { importRoutes } from './import/routes.ts'
import * as learningContract from './learning/contract.ts'
import { learningRoutes } from './learning/routes.ts'
import * as notificationContract from './notification/contract.ts'
import { notificationRoutes } from './notification/routes.ts'
import * as organizationContract from './organization/contract.ts'
import { organizationRoutes } from './organization/routes.ts'
import { publishApi } from './platform/http/apiPage.ts'
import { answerHealth } from './platform/http/health.ts'
import { openHttp } from './platform/http/http.ts'
import type { Contracts } from './platform/http/openapi.ts'
import { serveWebFiles } from './platform/http/webFiles.ts'
import * as ruleContract from './rule/contract.ts'
import { ruleRoutes } from './rule/routes.ts'
import * as userContract from './user/contract.ts'
import { userRoutes } from './user/routes.ts'

export const contracts: Contracts = {
  access: accessContract,
  user: userContract,
  organization: organizationContract,
  learning: learningContract,
  enrollment: enrollmentContract,
  assignment: assignmentContract,
  exclusion: exclusionContract,
  holder: holderContract,
  preview: previewContract,
  explanation: explanationContract,
  rule: ruleContract,
  import: importContract,
  history: historyContract,
  notification: notificationContract,
  home: homeContract,
  finding: findingContract,
}

/** The whole of what answers HTTP: the operations of every room, and the screens. Ready to listen, or to be injected into. */
export async function createApp(context: Context, options: { webFolder?: string } = {}): Promise<FastifyInstance> {
  const http = await openHttp(context)
  const app: App = { http, context }
  http.decorateRequest('actor', null)
  accessRoutes(app)
  userRoutes(app)
  organizationRoutes(app)
  learningRoutes(app)
  enrollmentRoutes(app)
  assignmentRoutes(app)
  exclusionRoutes(app)
  holderRoutes(app)
  previewRoutes(app)
  explanationRoutes(app)
  ruleRoutes(app)
  importRoutes(app)
  historyRoutes(app)
  notificationRoutes(app)
  homeRoutes(app)
  findingRoutes(app)
  publishApi(http, contracts)
  answerHealth(http, context.db)
  if (options.webFolder) await serveWebFiles(http, options.webFolder)
  await http.ready()
  return http
}
