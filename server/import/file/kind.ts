import { FileRefusal, type RefusalCode } from './refusal.ts'
import type { Parts } from './zip.ts'

/** What a file is by its first bytes: a name says only what somebody took it for. */
export type Kind = 'zip' | 'compound' | 'text'

/** So many first bytes tell. */
export const telling = 4096

const signatures: readonly (readonly [bytes: string, kind: Kind | RefusalCode])[] = [
  ['PK\x03\x04', 'zip'],
  ['PK\x05\x06', 'archive'],
  ['PK\x07\x08', 'zip'],
  ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'compound'],
  ['\x09\x08\x10\x00', 'xls'],
  ['\x09\x04\x06\x00', 'xls'],
  ['\x09\x02\x06\x00', 'xls'],
  ['\x09\x00\x04\x00', 'xls'],
  ['%PDF', 'pdf'],
  ['\x89PNG', 'image'],
  ['\xff\xd8\xff', 'image'],
  ['GIF8', 'image'],
  ['BM', 'image'],
  ['RIFF', 'image'],
  ['II*\x00', 'image'],
  ['MM\x00*', 'image'],
  ['\x00\x00\x01\x00', 'image'],
  ['\x1f\x8b', 'archive'],
  ['7z\xbc\xaf', 'archive'],
  ['Rar!', 'archive'],
  ['BZh', 'archive'],
  ['\xfd7zXZ', 'archive'],
  ['\x28\xb5\x2f\xfd', 'archive'],
  ['{\\rtf', 'document'],
]

/** Names of workbooks: what bears one and is text is not what whoever uploads it takes it for. */
const workbookName = /\.(xls[xmb]?|xlt[xm]?|ods|numbers)$/i

export function kindOf(start: Buffer, name: string): Kind {
  if (start.length === 0) throw new FileRefusal('empty')
  const latin = start.toString('latin1', 0, telling)
  const found = signatures.find(([bytes]) => latin.startsWith(bytes))?.[1]
  if (found === 'zip' || found === 'compound') return found
  // Two letters are the beginning of many a word.
  if (found && !(/^(BM|GIF8|RIFF|Rar!|BZh)$/.test(latin.slice(0, 4).trim()) && isText(start))) return refuse(found)
  if (latin.slice(4, 8) === 'ftyp') return refuse('image')
  return textKind(start, latin, name)
}

function textKind(start: Buffer, latin: string, name: string): Kind {
  if (!isText(start)) return refuse(isWide(start) ? 'not-utf8' : 'not-a-spreadsheet')
  const words = latin
    .replace(/^\xef\xbb\xbf|^\xff\xfe|^\xfe\xff/, '')
    .replaceAll('\0', '')
    .trimStart()
    .toLowerCase()
  if (/^(<!doctype html|<html|<table|<meta|<head|<body|mime-version:)/.test(words)) return refuse('html')
  if (/^<[a-z?!]/.test(words))
    return refuse(/<html|<table/.test(words) && !/<\?mso|urn:schemas/.test(words) ? 'html' : 'xml')
  if (workbookName.test(name)) return refuse('csv-as-xlsx')
  return 'text'
}

function refuse(code: RefusalCode | Kind): never {
  throw new FileRefusal(code as RefusalCode)
}

/** Whether there is no byte in it that no text has, but in UTF-16 that says so. */
function isText(start: Buffer): boolean {
  return hasWideMark(start) || !start.includes(0)
}

export function hasWideMark(start: Buffer): boolean {
  return (start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff)
}

/** UTF-16 that does not say so: every other byte of western text is nothing. */
function isWide(start: Buffer): boolean {
  const zeros = start.reduce((count, byte) => (byte === 0 ? count + 1 : count), 0)
  return zeros > start.length / 3 && zeros <= start.length / 2 + 1
}

/** What a compound file holds, as Office wrote its files before 2007 and writes encrypted ones still. */
export function refusalOfCompound(content: Buffer): FileRefusal {
  const holds = (name: string) => content.includes(Buffer.from(name, 'utf16le'))
  if (holds('EncryptedPackage')) return new FileRefusal('encrypted')
  if (holds('WordDocument') || holds('PowerPoint Document')) return new FileRefusal('document')
  return new FileRefusal(holds('Workbook') || holds('Book') ? 'xls' : 'not-a-spreadsheet')
}

/** Refuses a zip that is something else than a workbook. */
export function assertWorkbook(parts: Parts): void {
  const begins = (start: string) => [...parts.keys()].some((name) => name.startsWith(start))
  if (parts.has('mimetype') && parts.has('content.xml')) refuse('ods')
  if (parts.has('index.zip') || parts.has('index/document.iwa')) refuse('numbers')
  if (parts.has('xl/workbook.bin')) refuse('xlsb')
  if (parts.has('xl/workbook.xml') || parts.has('_rels/.rels')) return
  if (begins('word/') || begins('ppt/')) refuse('document')
  refuse('archive')
}
