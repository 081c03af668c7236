import { parentPort, workerData } from 'node:worker_threads'
import { type Written, workbookOf } from './workbook.ts'

parentPort?.postMessage(await workbookOf(workerData as Written))
