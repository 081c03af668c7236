import { readFile } from 'node:fs/promises'
import { openXlsx, saveXlsx } from 'hucre/xlsx'
import type { Download, Page } from 'playwright-core'
import type { Visit } from './academy.ts'

// What somebody does who imports a file.

export type File = { name: string; mimeType: string; buffer: Buffer }

/** A file of a table, as an HR system writes it. */
export const csv = (name: string, ...rows: string[][]): File => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(rows.map((cells) => cells.join(';')).join('\n')),
})

/** Whatever opens the browser's choice of a file, and the file that is chosen there. */
export async function choose(page: Page, opens: () => Promise<unknown>, file: File): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await opens()
  await (await chooser).setFiles(file)
}

/** Goes to the import and uploads a file for an action, as somebody does who has one already. */
export async function upload({ page, goTo }: Visit, action: string, file: File): Promise<void> {
  await goTo('/users/import')
  await page.getByRole('button', { name: action, exact: true }).click()
  await choose(page, () => page.getByRole('button', { name: 'Upload file' }).click(), file)
  await page.waitForURL(/\/users\/import\/\d+/)
}

/** One of the five steps, by its heading. */
export const step = (page: Page, name: string) =>
  page.getByRole('listitem').filter({ has: page.getByRole('heading', { level: 2, name, exact: true }) })
/** Holds a file over the page, which says what it would do with it, and lets go. */
export async function drop(page: Page, { name, mimeType, buffer }: File): Promise<void> {
  const files = await page.evaluateHandle(
    ([held, called, type]) => {
      const bytes = Uint8Array.from(atob(held), (letter) => letter.charCodeAt(0))
      const transfer = new DataTransfer()
      transfer.items.add(new File([bytes], called, { type }))
      return transfer
    },
    [buffer.toString('base64'), name, mimeType] as const,
  )
  await page.dispatchEvent('main', 'dragover', { dataTransfer: files })
  await page.getByText('Drop to check this import file').waitFor()
  await page.dispatchEvent('main', 'drop', { dataTransfer: files })
}

/** What a spreadsheet program does: opens the file, writes into its first sheet and saves it. */
export async function fill(
  download: Download,
  write: (header: string[]) => Array<Array<string | null>>,
): Promise<File> {
  const workbook = await openXlsx(await readFile(await download.path()))
  const [sheet] = workbook.sheets
  if (!sheet) throw new Error('the template has no sheet')
  const header = (sheet.rows[0] ?? []).map((text) => String(text ?? ''))
  sheet.rows.splice(1, sheet.rows.length, ...write(header))
  // What is known of a cell beside its text goes before its text when it is saved.
  for (const at of sheet.cells?.keys() ?? []) if (!at.startsWith('0,')) sheet.cells?.delete(at)
  const buffer = Buffer.from(await saveXlsx(workbook))
  return { name: download.suggestedFilename(), mimeType: 'application/octet-stream', buffer }
}

/** A row of a template: who, and an x below these titles. */
export const marked = (header: string[], email: string, ...titles: string[]) =>
  header.map((title) => (title === 'E-mail' ? email : titles.includes(title) ? 'x' : null))
