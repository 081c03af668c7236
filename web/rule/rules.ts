import { page } from '../kit/pages.ts'

/** The list is a tab of Organise, and is declared there. */
export const rulePages = [
  page('/organise/rules/new', () => import('./NewRulePage.tsx'), 'NewRulePage'),
  page('/organise/rules/$ruleId', () => import('./RulePage.tsx'), 'RulePage', [
    page('/', () => import('./RulePage.tsx'), 'RuleTab'),
    page('/history', () => import('./RuleHistoryTab.tsx'), 'RuleHistoryTab'),
  ]),
]
