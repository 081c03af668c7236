import { limits } from './limits.ts'

export const refusalCodes = [
  'empty',
  'encrypted',
  'xls',
  'xlsb',
  'ods',
  'numbers',
  'csv-as-xlsx',
  'html',
  'xml',
  'pdf',
  'image',
  'archive',
  'document',
  'not-a-spreadsheet',
  'not-utf8',
  'truncated',
  'damaged',
  'document-type',
  'too-large',
  'unpacks-too-large',
  'too-many-parts',
  'too-many-rows',
  'too-many-columns',
  'too-much-text',
  'too-slow',
  'failed',
] as const
export type RefusalCode = (typeof refusalCodes)[number]

/** Why a file is not read, in one sentence that says what to do. */
export class FileRefusal extends Error {
  readonly code: RefusalCode

  constructor(code: RefusalCode, options?: ErrorOptions) {
    super(refusalSentences[code], options)
    this.name = 'FileRefusal'
    this.code = code
  }
}

const megabytes = (bytes: number) => `${Math.round(bytes / 1_048_576)} MB`
/** Without the locale's own way, which would load more than reading a file does. */
const count = (amount: number) => String(amount).replace(/\B(?=(\d{3})+$)/g, ',')
const saveAnew = 'open it in a spreadsheet program, save it as .xlsx and upload that'

export const refusalSentences: Record<RefusalCode, string> = {
  empty: 'The file has no content: fill the first visible sheet and upload it again.',
  encrypted: 'The file is protected with a password: save it without one and upload it again.',
  xls: `This is a workbook of an old type (.xls): ${saveAnew}.`,
  xlsb: `This is a binary workbook (.xlsb): ${saveAnew}.`,
  ods: `This is an OpenDocument file (.ods or the like): ${saveAnew}.`,
  numbers: 'This is a Numbers file: export it from Numbers to Excel (.xlsx) and upload that.',
  'csv-as-xlsx': `This file is named like a workbook, and is plain text: name it .csv, or ${saveAnew}.`,
  html: `This is a web page (HTML), whatever its name says: ${saveAnew}.`,
  xml: `This is an XML file and not a workbook, whatever its name says: ${saveAnew}.`,
  pdf: 'This is a PDF: upload the spreadsheet it was made from, as .xlsx or .csv.',
  image: 'This is a picture: upload a spreadsheet, as .xlsx or .csv.',
  archive: 'This is an archive and not a spreadsheet: unpack it and upload the .xlsx or .csv in it.',
  document:
    'This is a text document or a presentation: put the table into a spreadsheet and upload that, as .xlsx or .csv.',
  'not-a-spreadsheet': 'This is not a spreadsheet: upload an .xlsx or .csv file.',
  'not-utf8': 'The characters of this text file cannot be read: save it as “CSV UTF-8”, or as .xlsx, and upload that.',
  truncated: 'The file breaks off in the middle: save or download it again, and upload all of it.',
  damaged: `The file is damaged: ${saveAnew}.`,
  'document-type': `The file declares a document type, which no spreadsheet does: ${saveAnew}.`,
  'too-large': `The file is larger than ${megabytes(limits.fileBytes)}: split it into several and upload them one by one.`,
  'unpacks-too-large': `The file unpacks to more than can be read: delete the sheets, rows and formats that are not needed, or split it into several.`,
  'too-many-parts': 'The file has more parts than can be read: copy the sheet into a new workbook and upload that.',
  'too-many-rows': `The file has more than ${count(limits.rows)} rows: split it into several and upload them one by one.`,
  'too-many-columns': `The file has content beyond column ${count(limits.columns)}: delete it, or split the columns over several files.`,
  'too-much-text': `The file has more text than can be read (${count(limits.cellCharacters)} characters in a cell): shorten it, or split it into several files.`,
  'too-slow':
    'Reading the file took too long: delete the sheets, rows and formats that are not needed, or split it into several.',
  failed: `The file could not be read: ${saveAnew}.`,
}

export function isRefusalCode(code: string): code is RefusalCode {
  return refusalCodes.some((known) => known === code)
}
