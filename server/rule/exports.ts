import type { z } from 'zod'
import { wordsOf as inWords } from '../../web/enrollment/why.ts'
import { criteriaSentence } from '../../web/rule/sentence.ts'
import type { Language } from '../learning/contract.ts'
import { archivedHeader, type Exported } from '../platform/export/export.ts'
import { ruleListItem } from './contract.ts'
import { countRules } from './matches.ts'
import { speakIn, wordsOf } from './words.ts'

/** As the list answers it, before what was left out of its criteria is filled in. */
type Item = z.input<typeof ruleListItem>

export const exportedRules: Exported<Item> = {
  file: wordsOf('rule:rules'),
  columns: [
    { key: 'name', header: wordsOf('rule:name'), value: (rule) => rule.name },
    { key: 'whom', header: wordsOf('rule:whom'), value: (rule, _, language) => whomOf(rule, language) },
    { key: 'whom', header: archivedHeader, value: ({ archived }) => namesOf(archived).join('; ') || null },
    { key: 'leadsTo', header: wordsOf('rule:leadsTo'), value: targetsOf },
    {
      key: 'state',
      header: wordsOf('rule:stateLabel'),
      value: ({ frozen, state }, say) => say(wordsOf(frozen ? 'rule:frozen' : `rule:state.${state}`)),
    },
    {
      key: 'people',
      header: wordsOf('rule:people'),
      values: async (db, rules) => {
        const counts = await countRules(db, { ruleIds: rules.map(({ id }) => id) })
        const people = new Map(counts.map(({ id, count }) => [id, count]))
        return rules.map(({ id }) => people.get(id) ?? null)
      },
    },
  ],
}

/** "Everyone in team Night shift and added after 3 May 2026." */
function whomOf({ criteria }: Item, language: Language): string {
  const telling = { t: speakIn(language), language, withYears: true }
  const sentence = criteriaSentence(ruleListItem.shape.criteria.parse(criteria), telling)
  // Spaces that hold together on a screen would hide a day from whoever looks for it in a spreadsheet.
  return inWords(sentence, language).replaceAll('\u00a0', ' ')
}

/** "Forklift basics; First aid; +12": the list brings the first of many. */
function targetsOf({ targets, targetCount }: Item): string | null {
  const more = targetCount - targets.length
  return [...namesOf(targets), ...(more > 0 ? [`+${more}`] : [])].join('; ') || null
}

const namesOf = (things: ReadonlyArray<{ name: string }>) => things.map(({ name }) => name)
