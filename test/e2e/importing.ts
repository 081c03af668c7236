import type { Page } from 'playwright-core'
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
