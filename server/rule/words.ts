import { createInstance, type TFunction } from 'i18next'
import de from '../../web/locales/de/rule.json' with { type: 'json' }
import en from '../../web/locales/en/rule.json' with { type: 'json' }
import fr from '../../web/locales/fr/rule.json' with { type: 'json' }
import nl from '../../web/locales/nl/rule.json' with { type: 'json' }
import type { Language } from '../learning/contract.ts'
import type { Words } from '../platform/export/export.ts'

// What a rule says is put in words once, by the screens: a file says the same.

const speech = createInstance()
void speech.init({
  resources: { en: { rule: en }, nl: { rule: nl }, de: { rule: de }, fr: { rule: fr } },
  interpolation: { escapeValue: false },
  initAsync: false,
})

/** Says what the screens of rules say, by their keys: `rule:whom`. */
export function speakIn(language: Language): TFunction {
  return speech.getFixedT(language)
}

/** The same in every language. */
export function wordsOf(key: string): Words {
  return { en: speakIn('en')(key), nl: speakIn('nl')(key), de: speakIn('de')(key), fr: speakIn('fr')(key) }
}
