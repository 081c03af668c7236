import { IconSettings, IconUserCog } from '@tabler/icons-react'
import { type MenuEntry, page } from '../kit/pages.ts'
import type { PaletteAct } from '../kit/palette.ts'

/** For whoever is not signed in: the first visit, signing in, and the link of an invitation. */
export const accessOpenPages = [
  page('/setup', () => import('./SetupPage.tsx'), 'SetupPage'),
  page('/sign-in', () => import('./SignInPage.tsx'), 'SignInPage'),
  page('/invitation/$token', () => import('./InvitationPage.tsx'), 'InvitationPage'),
]

export const accessPages = [
  page('/my-settings', () => import('./MySettingsPage.tsx'), 'MySettingsPage'),
  page('/settings', () => import('./SettingsPage.tsx'), 'SettingsPage'),
]

export const accessMenu: readonly MenuEntry[] = [
  {
    label: 'access:settings.title',
    icon: IconSettings,
    to: '/settings',
    group: 'academy',
    seenBy: 'administrators',
  },
]

export const accessPlaces: readonly PaletteAct[] = [
  { label: 'kit:person.settings', icon: IconUserCog, to: '/my-settings', seenBy: 'everyone' },
]
