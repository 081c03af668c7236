import { type ZipPart, zipOf } from './zip.ts'

export const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packages = 'http://schemas.openxmlformats.org/package/2006/relationships'

export type HandMadeSheet = {
  name: string
  /** What is between `<sheetData>` and its end, or the whole part if it begins with `<?xml` or is bytes. */
  xml: string | Uint8Array
  state?: 'hidden' | 'veryHidden'
}

export type HandMade = {
  sheets: HandMadeSheet[]
  /** What is between `<sst>` and its end. */
  strings?: string
  /** What is between `<styleSheet>` and its end. */
  styles?: string
  workbookProperties?: string
  /** Parts that replace those of the same name, or come besides. */
  parts?: ZipPart[]
}

/** A workbook made by hand: the least that one consists of, so that a test shows all that it is about. */
export function workbookOf(made: HandMade): Buffer {
  return zipOf(partsOf(made))
}

/** A workbook of one sheet. */
export function sheetOf(xml: string, more: Omit<HandMade, 'sheets'> = {}): Buffer {
  return workbookOf({ sheets: [{ name: 'Sheet1', xml }], ...more })
}

export function partsOf({ sheets, strings, styles, workbookProperties = '', parts = [] }: HandMade): ZipPart[] {
  const made: ZipPart[] = [
    {
      name: '[Content_Types].xml',
      content: '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    },
    { name: '_rels/.rels', content: relationships([['rId1', 'officeDocument', 'xl/workbook.xml']]) },
    { name: 'xl/workbook.xml', content: workbookXml(sheets, workbookProperties) },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: relationships([
        ...sheets.map((_, i) => [`rId${i + 1}`, 'worksheet', `worksheets/sheet${i + 1}.xml`] as const),
        ['rIdStrings', 'sharedStrings', 'sharedStrings.xml'],
        ['rIdStyles', 'styles', 'styles.xml'],
      ]),
    },
    ...sheets.map(({ xml }, i) => ({ name: `xl/worksheets/sheet${i + 1}.xml`, content: sheetXml(xml) })),
  ]
  if (strings !== undefined) {
    made.push({ name: 'xl/sharedStrings.xml', content: `<sst xmlns="${main}">${strings}</sst>` })
  }
  if (styles !== undefined) {
    made.push({ name: 'xl/styles.xml', content: `<styleSheet xmlns="${main}">${styles}</styleSheet>` })
  }
  return [...made.filter(({ name }) => !parts.some((part) => part.name === name)), ...parts]
}

export function sheetXml(xml: string | Uint8Array): string | Uint8Array {
  if (typeof xml !== 'string' || xml.startsWith('<?xml')) return xml
  return `<worksheet xmlns="${main}"><sheetData>${xml}</sheetData></worksheet>`
}

export function relationships(all: readonly (readonly [id: string, type: string, target: string])[]): string {
  const each = all.map(([id, type, target]) => `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`)
  return `<Relationships xmlns="${packages}">${each.join('')}</Relationships>`
}

function workbookXml(sheets: readonly HandMadeSheet[], properties: string): string {
  const each = sheets.map(
    ({ name, state }, i) =>
      `<sheet name="${name}" sheetId="${i + 1}"${state ? ` state="${state}"` : ''} r:id="rId${i + 1}"/>`,
  )
  return `<workbook xmlns="${main}" xmlns:r="${office}">${properties}<sheets>${each.join('')}</sheets></workbook>`
}

/** A row of cells with text in them. */
export function rowXml(number: number, texts: readonly string[]): string {
  const cells = texts.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`)
  return `<row r="${number}">${cells.join('')}</row>`
}
