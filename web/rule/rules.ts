import { IconFilterPlus } from '@tabler/icons-react'
import { page } from '../kit/pages.ts'
import type { PaletteAct } from '../kit/palette.ts'

/** The list is a tab of Organise, and is declared there. */
export const rulePages = [
  page('/organise/rules/new', () => import('./NewRulePage.tsx'), 'NewRulePage'),
  page('/organise/rules/$ruleId', () => import('./RulePage.tsx'), 'RulePage', [
    page('/', () => import('./RulePage.tsx'), 'RuleTab'),
    page('/history', () => import('./RuleHistoryTab.tsx'), 'RuleHistoryTab'),
  ]),
]

export const ruleActs: readonly PaletteAct[] = [
  {
    label: 'rule:new',
    icon: IconFilterPlus,
    to: '/organise/rules/new',
    seenBy: 'administrators',
  },
]
