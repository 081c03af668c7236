import { afterAll, beforeAll } from 'vitest'
import { signedIn } from '../client.ts'
import type { Story } from '../story.ts'
import { close, type Served, serveStory } from './serve.ts'

// The story behind the whole server, told once for whichever file imports this: its tests follow upon one another.

export let database: Served['database']
export let app: Served['app']
export let story: Story
export let ada: Served['ada']
beforeAll(async () => {
  ;({ database, app, story, ada } = await serveStory())
})
afterAll(() => close({ database, app, story, ada }))

export type Who = keyof Story['people']
export const as = (who: Who) => signedIn(app, story.people[who].id)
export const idOf = (who: Who) => story.people[who].id
export const idsOf = (...whos: Who[]) => whos.map(idOf)
