import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { findRunning } from '../enrollment/engine/index.ts'
import { workOnce } from '../enrollment/jobs.ts'
import { discardImport, keepFile, startImport } from '../import/commands.ts'
import { type ImportAction, type ImportView, importAction, largestFile } from '../import/contract.ts'
import { importOnce } from '../import/jobs.ts'
import * as imports from '../import/queries.ts'
import { silentBell } from '../platform/bell.ts'
import type { Db } from '../platform/database/database.ts'
import { silentLog } from '../platform/log.ts'
import { Problem } from '../platform/problem.ts'
import type { Given } from './given.ts'
import { readHome } from './home.ts'
import { checkLines, nameLines, problemLines } from './importLines.ts'
import { Report } from './importReport.ts'
import { number, say, sayJson, showProgress } from './speech.ts'

/** How it ended. A schedule looks at this and nothing else. */
const exit = { done: 0, someRowsNot: 1, refused: 2, notConfirmed: 3 } as const

/**
 * `muster import <file>`, also for a nightly schedule. 0: all rows were imported; 1: the good ones were, and some were not;
 * 2: nothing was, the file was refused; 3: nothing was, for it would do much that was not confirmed, or something changed. The
 * import then waits under Users for somebody to look at it.
 */
export async function importFile(db: Db, given: Given): Promise<number> {
  const { words, switches, options } = given
  const action = actionOf(options.get('action'))
  const content = await contentOf(words[0] ?? '')
  if (action === undefined || !content) return exit.refused
  const confirm = confirmOf(options.get('confirm'))
  if (confirm === undefined) return exit.refused
  const report = await Report.open(options.get('report'))
  if (!report) return exit.refused
  const { language } = await readHome(db)
  const fileName = basename(words[0] ?? '')
  const importId = await keepFile(db, { authorId: null, fileName, content, action, notify: !switches.has('no-mail') })
  const view = await untilStill(db, { importId, language })
  await report.tell(db, { view, language })
  const { code, now, isOver } = await proceed(db, { view, given, confirm, language })
  await report.end({ code, view: now })
  if (isOver) await discardImport(db, { importId })
  if (switches.has('json')) sayJson({ code, import: now })
  return code
}

async function proceed(
  db: Db,
  input: { view: ImportView; given: Given; confirm: Confirmed | null; language: string },
): Promise<{ code: number; now: ImportView; isOver?: true }> {
  const { view, given, confirm, language } = input
  const speaks = !given.switches.has('json')
  const asked = given.options.get('action')
  if (view.refusal || view.action === null || (asked !== undefined && asked !== view.action)) {
    console.error(
      view.refusal?.message ??
        (view.action === null
          ? `The file does not say what it is for. Add --action: ${importAction.options.join(', ')}.`
          : `The file says that it is for ${view.action}, not for ${asked}. Leave --action out, or take another file.`),
    )
    return { code: exit.refused, now: view, isOver: true }
  }
  if (speaks) {
    const lines = [checkLines(view), await nameLines(db, { view, language }), await problemLines(db, view)]
    say(lines.flat().join('\n'))
  }
  const withProblems = (view.check?.withProblems ?? 0) > 0 || view.columns.some(({ problem }) => problem)
  const good = withProblems ? exit.someRowsNot : exit.done
  if (given.switches.has('dry-run') || doesNothing(view)) {
    if (speaks) say(given.switches.has('dry-run') ? '\nNothing was done.' : '\nThere was nothing to do.')
    return { code: good, now: view, isOver: true }
  }
  const refusal = await start(db, { view, confirm })
  if (refusal !== null) {
    console.error(`${refusal} It waits as import ${view.id} under Users, Upload.`)
    return { code: exit.notConfirmed, now: view }
  }
  const now = await untilDone(db, { importId: view.id, language })
  if (now.state !== 'started') {
    console.error(
      `${now.planProblem?.detail ?? 'The academy changed while this was looked at, so nothing was done.'} ` +
        `It waits as import ${view.id} under Users, Upload.`,
    )
    return { code: exit.notConfirmed, now }
  }
  if (speaks) say(`\nDone, as batch ${now.batchId}. It stands in the history, and can be undone there.`)
  return { code: good, now }
}

function actionOf(given: string | undefined): ImportAction | null | undefined {
  if (given === undefined) return null
  const parsed = importAction.safeParse(given)
  if (parsed.success) return parsed.data
  console.error(`There is no action ${given}; there are ${importAction.options.join(', ')}.`)
  return undefined
}

async function contentOf(path: string): Promise<Buffer | undefined> {
  try {
    const content = await readFile(path)
    if (content.length > 0 && content.length <= largestFile) return content
    const most = largestFile / 1024 / 1024
    console.error(content.length === 0 ? `${path} is empty.` : `${path} has more than ${most} MB.`)
  } catch (error) {
    console.error(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`)
  }
  return undefined
}

/**
 * A feed says each night what it said the night before, and history is not to fill with nothing. Who is enrolled already may
 * still be given one more reason.
 */
function doesNothing({ action, plan, planProblem, check }: ImportView): boolean {
  if (planProblem) return false
  if (!plan || !check) return true
  const { created, edited, deactivated, joined, left, completed, released } = check
  const changed = created + edited + deactivated + joined + left + completed + released
  const givesReasons = action === 'enroll' || (action === 'users' && check.pairs > 0)
  return !givesReasons && changed === 0 && plan.people === 0
}

type Confirmed = { enrolls: number; ends: number }

/** Null when nothing is confirmed; undefined, having said so, when what is cannot be read. */
function confirmOf(given: string | undefined): Confirmed | null | undefined {
  if (given === undefined) return null
  const [, enrolls, ends] = /^(\d+),(\d+)$/.exec(given) ?? []
  if (enrolls !== undefined && ends !== undefined) return { enrolls: Number(enrolls), ends: Number(ends) }
  console.error(`--confirm ${given} is not understood. It is two whole numbers, as --confirm 500,0.`)
  return undefined
}

async function start(
  db: Db,
  { view, confirm }: { view: ImportView; confirm: Confirmed | null },
): Promise<string | null> {
  if (view.planProblem) return view.planProblem.detail
  try {
    const previewId = view.plan?.previewId
    await startImport(db, { importId: view.id, confirm, plan: view.plan, ...(previewId && { previewId }) })
    return null
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const { enrolls: most = 0, ends: last = 0 } = view.plan?.confirm ?? {}
    return error.code === 'confirm' ? `${error.message} That is --confirm ${most},${last}.` : error.message
  }
}

type Looking = { importId: number; language: string }

/** Reads, checks and plans here, or waits for whoever does. */
async function untilStill(db: Db, { importId, language }: Looking): Promise<ImportView> {
  const line = showProgress()
  for (;;) {
    const worked = await importOnce(db, { bell: silentBell, log: silentLog, importId })
    const view = await imports.readImport(db, { importId, language })
    if (view.progress === null) {
      line.end()
      return view
    }
    line.show(`${steps[view.state] ?? 'Working'} … ${number(view.progress.done)} rows`)
    if (!worked) await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

const steps: Partial<Record<ImportView['state'], string>> = {
  reading: 'Reading',
  checking: 'Checking',
  starting: 'Looking once more',
}

/** And until everybody whom it touches is as they are to be; a server that runs works on it too. */
async function untilDone(db: Db, looking: Looking): Promise<ImportView> {
  const view = await untilStill(db, looking)
  const { batchId } = view
  if (batchId === null) return view
  const line = showProgress()
  for (;;) {
    const progress = (await findRunning(db, { batchIds: [batchId] })).get(batchId)
    if (progress === undefined) break
    line.show(`Enrolling … ${Math.floor(progress * 100)} %`)
    if (!(await workOnce(db, 0))) await new Promise((resolve) => setTimeout(resolve, 200))
  }
  line.end()
  return view
}
