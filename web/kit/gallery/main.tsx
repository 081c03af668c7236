import '@fontsource-variable/inter/wght.css'
import '../tokens.css'
import '../mantine.css'
import '../global.css'
import { IconBook2, IconMail, IconSitemap, IconUsers, IconUsersGroup } from '@tabler/icons-react'
import { createRoot } from 'react-dom/client'
import { App } from '../App.tsx'
import { type MenuEntry, page } from '../pages.ts'

// The kit without the product: every component in every state, for the eye and for test/e2e/kit.e2e.test.ts.

const entry = (label: string, icon: MenuEntry['icon'], to: string, group: MenuEntry['group']): MenuEntry => ({
  label,
  icon,
  to,
  group,
  seenBy: 'everyone',
})

const menu = [
  entry('My learning', IconBook2, '/empty', 'mine'),
  entry('My Team', IconUsersGroup, '/slow', 'mine'),
  entry('Users', IconUsers, '/people', 'academy'),
  entry('Organise', IconSitemap, '/parts', 'academy'),
  entry('Mail', IconMail, '/broken', 'academy'),
]

const pages = [
  page('/people', () => import('./PeoplePage.tsx'), 'PeoplePage'),
  page('/people/$userId', () => import('./PersonPage.tsx'), 'PersonPage', [
    page('/', () => import('./PersonPage.tsx'), 'PersonForm'),
    page('/enrollments', () => import('./PersonPage.tsx'), 'PersonEnrollments'),
  ]),
  page('/empty', () => import('./PeoplePage.tsx'), 'EmptyPage'),
  page('/slow', () => import('./PeoplePage.tsx'), 'SlowPage'),
  page('/broken', () => import('./PeoplePage.tsx'), 'BrokenPage'),
  page('/parts', () => import('./PartsPage.tsx'), 'PartsPage'),
]

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root.')
createRoot(root).render(<App pages={pages} openPages={[]} menu={menu} />)
