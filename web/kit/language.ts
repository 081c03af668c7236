import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { Language } from '../../server/learning/contract.ts'
import { type Calendar, tellBy } from './formatIn.ts'

/** The languages the screens speak, each with its file of texts. */
export const screenLanguages = ['en', 'nl', 'de', 'fr'] as const satisfies Language[]
export type ScreenLanguage = (typeof screenLanguages)[number]

type Texts = Record<string, Record<string, unknown>>
const textsOf = import.meta.glob<Texts>('../locales/*.ts', { import: 'texts' })

/** Rooms whose many texts are wanted on their own pages only: see `speakOf`. */
type LateRoom = 'import' | 'notification' | 'problem'
const lateTextsOf = import.meta.glob<Texts[string]>('../locales/*/{import,notification,problem}.json', {
  import: 'default',
})
const lateRooms = new Set<LateRoom>()

/** The first of the wishes that the screens speak: the person's language, then the academy's, then the browser's. */
export function screenLanguage(...wishes: readonly (string | null | undefined)[]): ScreenLanguage {
  const spoken = wishes.map((wish) => screenLanguages.find((language) => wish?.toLowerCase().startsWith(language)))
  return spoken.find((language) => language !== undefined) ?? 'en'
}

/** Whoever draws words draws them again. */
const calendarChanged = 'calendarChanged'

// React escapes what it draws; a second time would show the entities.
void i18next.use(initReactI18next).init({
  resources: {},
  ns: [],
  interpolation: { escapeValue: false },
  react: { useSuspense: false, bindI18n: `languageChanged ${calendarChanged}` },
  initAsync: false,
})

/** Whether any language was loaded yet. */
export function isSpeaking(): boolean {
  return screenLanguages.some((language) => i18next.hasResourceBundle(language, 'kit'))
}

/** Shows every screen in this language. Its texts are loaded once, when first needed. */
export async function speak(language: ScreenLanguage): Promise<void> {
  if (i18next.language === language && i18next.hasResourceBundle(language, 'kit')) return
  const load = textsOf[`../locales/${language}.ts`] as () => Promise<Texts>
  for (const [path, room] of Object.entries(await load())) {
    i18next.addResourceBundle(language, path.replace(/^.*\/|\.json$/g, ''), room)
  }
  for (const room of lateRooms) await addLate(language, room)
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
}

/** Shows every day and time on screen by this calendar, from now on. */
export function showDaysBy(calendar: Calendar): void {
  if (tellBy(calendar)) i18next.emit(calendarChanged)
}

/** Loads the texts of a room that are not loaded with all others, in the language spoken, and from now on in every other. */
export async function speakOf(room: LateRoom): Promise<void> {
  lateRooms.add(room)
  await addLate(i18next.language as ScreenLanguage, room)
}

async function addLate(language: ScreenLanguage, room: LateRoom): Promise<void> {
  if (i18next.hasResourceBundle(language, room)) return
  const load = lateTextsOf[`../locales/${language}/${room}.json`] as () => Promise<Texts[string]>
  i18next.addResourceBundle(language, room, await load())
}
