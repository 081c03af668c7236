import de from '../../web/locales/de/enrollment.json' with { type: 'json' }
import en from '../../web/locales/en/enrollment.json' with { type: 'json' }
import fr from '../../web/locales/fr/enrollment.json' with { type: 'json' }
import nl from '../../web/locales/nl/enrollment.json' with { type: 'json' }
import type { Words } from '../platform/export/export.ts'

// What activities and enrollments are called is said once, by the screens: a file says the same.

type Texts = Pick<typeof en, 'type' | 'status'>

/** Words of the screens, in every language: `wordsOf(({ type }) => type.exam)`. */
export function wordsOf(find: (texts: Texts) => string): Words {
  return { en: find(en), nl: find(nl), de: find(de), fr: find(fr) }
}
