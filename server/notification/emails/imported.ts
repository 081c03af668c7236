import type { Language } from '../../learning/contract.ts'
import { type Letter, write } from './letter.ts'
import { textsIn } from './texts.ts'

/** Tells whoever uploaded a file that it is done. */
export function importedLetter(input: {
  language: Language
  name: string
  academy: string
  imported: { fileName: string; good: number; wrong: number } | null
  /** Where its report stands. */
  at: string
}): Letter {
  const { language, name, academy, at } = input
  const { fileName = '', good = 0, wrong = 0 } = input.imported ?? {}
  const { hello, imported, sentBy } = textsIn(language)
  return write({
    language,
    subject: imported.subject(academy, fileName),
    blocks: [
      { line: hello(name) },
      { line: imported.good(fileName, good) },
      ...(wrong > 0 ? [{ line: imported.wrong(wrong) }] : []),
      { open: imported.open, at },
      { small: sentBy(academy) },
    ],
  })
}
