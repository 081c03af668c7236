import { Worker } from 'node:worker_threads'
import type { Written } from './workbook.ts'

/**
 * Makes a workbook in a thread of its own. Some thousand rows take a second, in which whoever else asks this process something
 * would wait. What is written is ours, so a thread is apart enough.
 */
export function writeApart(written: Written): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./workbookThread.ts', import.meta.url), { workerData: written })
    thread.once('message', resolve)
    thread.once('error', reject)
    thread.once('exit', (code) => reject(new Error(`the thread that writes a workbook ended with ${code}`)))
  })
}
