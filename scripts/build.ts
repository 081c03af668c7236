/** `npm run build`: the screens, where the first start of Muster would otherwise build them. */
import { buildWeb } from '../server/webBuild.ts'

await buildWeb()
