import type { FastifyInstance } from 'fastify'
import { accessRoutes } from './access/routes.ts'
import type { App, Context } from './access/route.ts'
import { enrollmentRoutes } from './enrollment/routes.ts'
import { learningRoutes } from './learning/routes.ts'
import { notificationRoutes } from './notification/routes.ts'
import { organizationRoutes } from './organization/routes.ts'
import { openHttp } from './platform/http/http.ts'
import { userRoutes } from './user/routes.ts'

/** The whole of what answers HTTP: the operations of every room, and the screens. Ready to listen, or to be injected into. */
export async function createApp(context: Context, options: { webFolder?: string } = {}): Promise<FastifyInstance> {
  const http = await openHttp({ ...context, ...options })
  const app: App = { http, context }
  accessRoutes(app)
  userRoutes(app)
  organizationRoutes(app)
  learningRoutes(app)
  enrollmentRoutes(app)
  notificationRoutes(app)
  await http.ready()
  return http
}
