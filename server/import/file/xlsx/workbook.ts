import { type Budget, within } from '../budget.ts'
import { limits } from '../limits.ts'
import { FileRefusal } from '../refusal.ts'
import { readSmall } from '../xml/document.ts'
import { nameOf, type Scanner } from '../xml/scanner.ts'
import type { Part, Parts } from '../zip.ts'
import { partOfType, type Relationships, relationshipsOf } from './relationships.ts'

export type Workbook = {
  readonly sheets: readonly Sheet[]
  /** Days are counted from 1904 on, as old Macs did, and not from 1900. */
  readonly from1904: boolean
  readonly styles: Part | undefined
  readonly sharedStrings: Part | undefined
}

export type Sheet = { readonly name: string; readonly visible: boolean; readonly part: Part }

const workbook = nameOf('workbook')
const document = nameOf('document')
const presentation = nameOf('presentation')
const sheets = nameOf('sheets')
const sheet = nameOf('sheet')
const properties = nameOf('workbookPr')
const name = nameOf('name')
const state = nameOf('state')
const id = nameOf('id')
const date1904 = nameOf('date1904')

/** Reads what a workbook consists of. A sheet that is no table, or a reference that leads nowhere, is none of its sheets. */
export async function workbookOf(parts: Parts, budget: Budget): Promise<Workbook> {
  const part = await workbookPart(parts, budget)
  const relationships = await relationshipsOf(parts, part.name, budget)
  const declared = await declaredIn(part, budget)
  return {
    sheets: declared.sheets.flatMap((each) => sheetOf(parts, relationships, each)),
    from1904: declared.from1904,
    styles: partOfType(parts, relationships, 'styles') ?? parts.get('xl/styles.xml'),
    sharedStrings: partOfType(parts, relationships, 'sharedStrings') ?? parts.get('xl/sharedstrings.xml'),
  }
}

async function workbookPart(parts: Parts, budget: Budget): Promise<Part> {
  const relationships = await relationshipsOf(parts, '', budget)
  const part = partOfType(parts, relationships, 'officeDocument') ?? parts.get('xl/workbook.xml')
  if (part) return part
  throw new FileRefusal(parts.has('xl/workbook.bin') ? 'xlsb' : 'damaged')
}

type Declared = { name: string; visible: boolean; id: string }

async function declaredIn(part: Part, budget: Budget): Promise<{ sheets: Declared[]; from1904: boolean }> {
  const found: Declared[] = []
  let from1904 = false
  let section = 0
  await readSmall(part, budget, {
    open(scanner) {
      if (scanner.depth === 1) assertWorkbook(scanner)
      else if (scanner.depth === 2) {
        section = scanner.name
        if (section === properties) from1904 = isTrue(scanner.value(date1904))
      } else if (scanner.depth === 3 && section === sheets && scanner.name === sheet) {
        within(found.length, limits.sheets, 'too-many-parts')
        found.push({
          name: scanner.value(name) ?? '',
          visible: (scanner.value(state) ?? 'visible') === 'visible',
          id: scanner.prefixedValue(id) ?? '',
        })
      }
    },
    close() {},
    text() {},
  })
  return { sheets: found, from1904 }
}

function assertWorkbook(scanner: Scanner): void {
  if (scanner.name === document || scanner.name === presentation) throw new FileRefusal('document')
  if (scanner.name !== workbook) throw new FileRefusal('not-a-spreadsheet')
}

function sheetOf(parts: Parts, relationships: Relationships, declared: Declared): Sheet[] {
  const reference = relationships.get(declared.id)
  if (reference?.type !== 'worksheet') return []
  const part = parts.get(reference.target)
  return part ? [{ name: declared.name, visible: declared.visible, part }] : []
}

export function isTrue(given: string | undefined): boolean {
  return given === '1' || given === 'true' || given === 'on'
}
