import type { Language } from '../../learning/contract.ts'
import { type WrittenColumn, workbookOf } from './workbook.ts'

/** How the sheet that explains is called, so that nobody has to name it. */
export const helpNames: Record<Language, string> = { en: 'Help', nl: 'Uitleg', de: 'Hilfe', fr: 'Aide' }

/**
 * A workbook to fill in: a header that stays in view, a drop-down for every x and every choice, identifiers that stay as
 * they are typed. The example stands in the sheet that explains, never among the people.
 */
export function templateOf(input: {
  language: Language
  sheetName: string
  columns: readonly WrittenColumn[]
  /** One row as somebody would fill it in. */
  example?: readonly string[]
  /** What whoever fills it in should know, line by line. */
  help: readonly string[]
  marker: Readonly<Record<string, string>>
}): Promise<Uint8Array> {
  const { language, sheetName, columns, example = [], help, marker } = input
  return workbookOf({
    sheetName,
    columns,
    rows: [],
    help: { sheetName: helpNames[language], lines: help, example },
    marker,
  })
}
