export { limits } from './limits.ts'
export { readFile } from './readFile.ts'
export { FileRefusal, type RefusalCode, refusalCodes } from './refusal.ts'
export type { FileHead, FilePart, FileRow } from './row.ts'
