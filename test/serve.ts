import { join } from 'node:path'

const serve = join(import.meta.dirname, '../server/serve.ts')

/** What Node is given to serve Muster as `npm start` does, without screens, which nobody may have built. */
export const serveWithoutScreens = [
  '--input-type=module',
  '--eval',
  `const { serve } = await import(${JSON.stringify(serve)}); await serve({ screens: false })`,
]
