import { afterAll, beforeEach } from 'vitest'
import { signedIn } from '../client.ts'
import type { Story } from '../story.ts'
import { close, type Served, serveStory } from './serve.ts'

// The story behind the whole server, told anew before each test of whichever file imports this.

export let database: Served['database']
export let app: Served['app']
export let story: Story
export let ada: Served['ada']
const opened: Served[] = []
beforeEach(async () => {
  const served = await serveStory()
  opened.push(served)
  ;({ database, app, story, ada } = served)
})
afterAll(() => Promise.all(opened.map(close)))

export type Who = keyof Story['people']
export const as = (who: Who) => signedIn(app, story.people[who].id)
export const idOf = (who: Who) => story.people[who].id
export const idsOf = (...whos: Who[]) => whos.map(idOf)
