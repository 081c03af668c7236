import { z } from 'zod'
import { causeName, preview } from '../enrollment/preview/contract.ts'
import { language } from '../learning/contract.ts'
import {
  confirm,
  file,
  id,
  idText,
  line,
  moment,
  named,
  notFoundByName,
  operation,
  pastedNames,
  problemBody,
  search,
} from '../platform/contract.ts'

// Import: a file becomes rows, rows are checked and planned, and what is good of them becomes one batch.

/** What a file can do. Each row is a person; in all but *users* each further column is a thing, marked where it applies. */
export const importAction = z.enum([
  'enroll',
  'unenroll',
  'users',
  'teams',
  'functions',
  'groups',
  'qualifications',
  'completions',
])
export type ImportAction = z.infer<typeof importAction>

/** The actions in which a `-` ends what an x adds. */
export const assigningActions = ['teams', 'functions', 'groups', 'qualifications'] as const satisfies ImportAction[]
export type AssigningAction = (typeof assigningActions)[number]

export function isAssigning(action: ImportAction): action is AssigningAction {
  return (assigningActions as readonly ImportAction[]).includes(action)
}

/** What the columns of an action name. */
export const thingKind = z.enum(['activity', 'team', 'function', 'group', 'qualification'])
export type ThingKind = z.infer<typeof thingKind>

export const thingsOf = {
  enroll: 'activity',
  unenroll: 'activity',
  users: 'activity',
  teams: 'team',
  functions: 'function',
  groups: 'group',
  qualifications: 'qualification',
  completions: 'activity',
} as const satisfies Record<ImportAction, ThingKind>

/** The columns that say who somebody is or where they belong. All but the first three are for *users* alone. */
export const personField = z.enum([
  'employeeNumber',
  'email',
  'name',
  'company',
  'department',
  'teams',
  'functions',
  'groups',
  'manager',
  'language',
  'status',
  'addedOn',
])
export type PersonField = z.infer<typeof personField>

/** Things of one template. */
export const mostThings = 500

/** Bytes of a file. */
export const largestFile = 50 * 1024 * 1024

/** For so many days an import that was not started is kept after somebody last did something with it. */
export const keptForDays = 30

/** Rows of an import that was done are kept for so many days, to be looked at beside what became of them. */
export const rowsKeptForDays = 90

/**
 * Where an import stands. *reading*, *checking* and *starting* end by themselves, in whichever process; *open* waits for
 * somebody; *refused* has no rows; *started* has its batch; *expired* lost its rows.
 */
export const importState = z.enum(['reading', 'refused', 'checking', 'open', 'starting', 'started', 'expired'])
export type ImportState = z.infer<typeof importState>

/** A column as the spreadsheet program names it: 0 is A, 26 is AA. */
export function letterOf(column: number): string {
  const rest = Math.floor(column / 26)
  return (rest > 0 ? letterOf(rest - 1) : '') + String.fromCharCode(65 + (column % 26))
}

/** A column of the file, by the letter that the spreadsheet program shows. */
export const importColumn = z.object({
  column: z.number().int().describe('0 is A'),
  letter: z.string(),
  header: z.string(),
  person: personField.nullable(),
  thing: named.nullable().describe('what an x in it is about'),
  marks: z.number().int().describe('cells in it that are an x'),
  problem: z
    .object({
      kind: z.enum(['unknown-thing', 'ambiguous-thing', 'archived-thing', 'repeated']),
      nearest: z.array(named),
    })
    .nullable(),
})
export type ImportColumn = z.infer<typeof importColumn>

export const problemKind = z.enum([
  // Who it is about
  'person-missing',
  'person-unknown',
  'person-contradiction',
  'number-unknown',
  'email-unknown',
  'person-inactive',
  // A cell of a thing's column
  'not-a-mark',
  'mark-contradiction',
  'not-a-date',
  'date-in-future',
  // A cell of a person's column
  'name-missing',
  'email-missing',
  'email-invalid',
  'email-taken',
  'too-long',
  'company-missing',
  'company-unknown',
  'department-unknown',
  'department-ambiguous',
  'department-elsewhere',
  'team-unknown',
  'function-unknown',
  'group-unknown',
  'archived',
  'manager-unknown',
  'manager-oneself',
  'language-unknown',
  'status-unknown',
  'inactive-oneself',
  'cannot-clear',
  'row-contradiction',
])
export type ProblemKind = z.infer<typeof problemKind>

/** What two rows say against each other: such a problem is about another row, others are about a name. */
export function isAboutRow(kind: ProblemKind): boolean {
  return kind === 'mark-contradiction' || kind === 'row-contradiction'
}

/** Problems of one kind in one column, with what was given there. */
export const problemGroup = z.object({
  kind: problemKind,
  column: z.number().int().nullable().describe('null: the row as a whole'),
  rows: z.number().int(),
  values: z.number().int().describe('different texts among them'),
})
export type ProblemGroup = z.infer<typeof problemGroup>

/** What the check found that is no problem, and what will be done. Counts rows unless it says otherwise. */
export const importCheck = z.object({
  rows: z.number().int().describe('that are not empty'),
  hidden: z.number().int().describe('hidden in the file; they are read'),
  skipped: z.number().int().describe('that somebody decided to leave out'),
  withProblems: z.number().int().describe('that will not be imported, because something in them is wrong'),
  idle: z.number().int().describe('that ask for nothing'),
  repeated: z.number().int().describe('about a person whom a row before is about'),
  people: z.number().int().describe('people that the good rows are about'),
  pairs: z.number().int().describe('marks and dates in the good rows'),
  created: z.number().int().describe('users'),
  edited: z.number().int().describe('users who will be other than they are, and do not become inactive'),
  deactivated: z.number().int().describe('users who become inactive; for the guard each is an ending'),
  joined: z.number().int().describe('memberships that begin, qualifications given'),
  left: z.number().int().describe('memberships that end, qualifications taken'),
  completed: z.number().int().describe('completions recorded'),
  unchanged: z.number().int().describe('users, or pairs, that are already as the file says'),
  cleared: z.number().int().describe('fields that (clear) empties'),
  notEnrolled: z.number().int().describe('*unenroll*: pairs where nobody is enrolled'),
  remains: z.number().int().describe('*unenroll*: enrollments that stay, since something else requires them'),
  released: z
    .number()
    .int()
    .default(0)
    .describe('*unenroll*: reasons of those that end: by hand, by a manager, by an import'),
  daysFromDigits: z.number().int().describe('days written as 20260531, or as a spreadsheet counts days'),
})
export type ImportCheck = z.infer<typeof importCheck>

/** What is not any more as somebody saw it who started an import: counts by name, before and now. */
export const importDrift = z.array(z.object({ what: z.string(), before: z.number(), now: z.number() }))

export const importHead = z.object({
  id: z.number(),
  action: importAction.nullable().describe('null until it is chosen, where the file does not say'),
  fileName: z.string(),
  author: named.nullable().describe('null: by the command line'),
  state: importState,
  createdAt: moment,
  expiresAt: moment.nullable().describe('when it will be discarded; of what was started, its rows'),
  rows: z.number().int(),
  batchId: z.number().nullable(),
  refusal: z.object({ code: z.string(), message: z.string() }).nullable().describe('why its file was not read'),
})
export type ImportHead = z.infer<typeof importHead>

export const importView = importHead.extend({
  progress: z.object({ done: z.number().int(), of: z.number().int() }).nullable().describe('rows, while it works'),
  sheet: z.string().nullable(),
  headerRow: z.number().int().describe('the row that names the columns, as the spreadsheet program counts'),
  otherSheets: z.array(z.string()).describe('that have something in them and are not read'),
  columns: z.array(importColumn),
  ignored: z.array(z.string()).describe('headers of columns that say nothing to the import'),
  check: importCheck.nullable(),
  problems: z.array(problemGroup).describe('most rows first'),
  plan: preview.nullable().describe('what the good rows would do; null before they are planned, or an hour after'),
  planProblem: problemBody.nullable().describe('why what the good rows ask for cannot be done'),
  mails: z.number().int().nullable().describe('people who would be told by mail'),
  mailOn: z.boolean(),
  notify: z.boolean(),
  drift: importDrift.nullable().describe('set when a start found that something had changed, and did nothing'),
})
export type ImportView = z.infer<typeof importView>

const importId = z.object({ importId: idText })

export const makeTemplate = operation({
  method: 'GET',
  path: '/import-template',
  summary: 'A template to fill in: a column for each thing chosen, and the id by which its file is recognised',
  downloads: true,
  query: z.object({
    action: importAction,
    things: z
      .string()
      .default('')
      .transform((given) => [...new Set(given.split(',').filter(Boolean).map(Number))])
      .pipe(z.array(id).max(mostThings))
      .describe('ids, as `3,7`'),
    language: language.optional().describe("the reader's own when left out"),
  }),
  response: file,
})

export const findThings = operation({
  method: 'POST',
  path: '/import-things',
  summary: 'Find what columns can be about by a list of names, in any language',
  body: z.strictObject({ kind: thingKind, names: pastedNames }),
  response: z.object({ things: z.array(named), ...notFoundByName }),
})

export const uploadFile = operation({
  method: 'POST',
  path: '/imports',
  summary:
    'Upload a file: xlsx, or csv in UTF-8. It is read and checked at once, and nothing is done before it is started',
  uploads: largestFile,
  query: z.object({
    fileName: line(255),
    action: importAction.optional().describe('where the file does not say it itself'),
  }),
  response: importHead,
})

export const listImports = operation({
  method: 'GET',
  path: '/imports',
  summary: 'Imports that wait for somebody or are under way, newest first; or the one that a batch came from',
  query: z.object({ batchId: z.coerce.number().int().min(1).optional() }),
  response: z.object({ items: z.array(importHead) }),
})

export const readImport = operation({
  method: 'GET',
  path: '/imports/:importId',
  summary: 'An import: where it stands, what is wrong, what it would do',
  params: importId,
  response: importView,
})

/** What an open import is told while it is being checked begins a new check; while it is read or started, it is refused. */
export const editImport = operation({
  method: 'PATCH',
  path: '/imports/:importId',
  summary: 'Choose what the file is for, what a column means, whether people are told; it is checked again',
  params: importId,
  body: z.strictObject({
    action: importAction.optional(),
    notify: z.boolean().optional(),
    columns: z
      .array(
        z.strictObject({
          column: z.number().int().min(0).max(16_383),
          thingId: id.nullable().optional().describe('null: the column is left out'),
          person: personField.nullable().optional(),
        }),
      )
      .max(1000)
      .optional(),
  }),
  response: importHead,
})

export const checkImport = operation({
  method: 'POST',
  path: '/imports/:importId/check',
  summary: 'Check and plan again, as things are now',
  params: importId,
  response: importHead,
})

/**
 * What becomes of somebody whom a good row is about, beside enrollments: the last three are that nothing does.
 */
export const changeKind = z.enum([
  'created',
  'edited',
  'deactivated',
  'joined',
  'left',
  'completed',
  'unchanged',
  'notEnrolled',
  'remains',
])
export type ChangeKind = z.infer<typeof changeKind>

export const changedUser = z.object({
  row: z.number().int().describe('the first about them, as the spreadsheet program counts'),
  name: z.string(),
  email: z.string(),
  kind: changeKind,
  fields: z.array(personField).describe('*users*: in which they will be other; of who is new those that are given'),
  thing: named.nullable().describe('all but *users*: what is given, taken or completed'),
  day: z.iso.date().nullable().describe('*completions*: when'),
  causes: z.array(causeName).describe('*remains*: what else requires the enrollment'),
})
export type ChangedUser = z.infer<typeof changedUser>

export const listChangedUsers = operation({
  method: 'GET',
  path: '/imports/:importId/users',
  summary:
    'Whom the good rows change and how, in the order of the file, as things are now; by kind, whom they do not. Once it is ' +
    'started, whose enrollment stayed',
  params: importId,
  query: z.object({
    kind: changeKind.optional().describe('left out: all but whoever is as the file says'),
    search: search.optional(),
    skip: z.coerce.number().int().min(0).max(10_000_000).default(0),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  response: z.object({ items: z.array(changedUser), more: z.boolean() }),
})

/** Texts that are wrong alike: one fix mends them all. */
export const listProblemValues = operation({
  method: 'GET',
  path: '/imports/:importId/problem-values',
  summary: 'Problems of one kind in one column by what was given, most frequent first, with the nearest that there is',
  params: importId,
  query: z.object({
    kind: problemKind,
    column: z.coerce.number().int().min(0).optional(),
    search: search.optional(),
  }),
  response: z.object({
    total: z.number().int(),
    items: z
      .array(
        z.object({
          value: z.string(),
          rows: z.number().int(),
          firstRow: z.number().int(),
          nearest: z.array(z.object({ text: z.string().describe('what to write instead'), name: z.string() })),
        }),
      )
      .describe('the first 100'),
  }),
})

export const listProblemRows = operation({
  method: 'GET',
  path: '/imports/:importId/problem-rows',
  summary: 'The rows in which something is wrong, in the order of the file, with their cells',
  params: importId,
  query: z.object({
    kind: problemKind.optional(),
    column: z.coerce.number().int().min(0).optional(),
    afterRow: z.coerce.number().int().min(0).default(0),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  response: z.object({
    items: z.array(
      z.object({
        row: z.number().int().describe('as the spreadsheet program counts'),
        cells: z.array(z.object({ column: z.number().int(), text: z.string() })),
        problems: z.array(
          z.object({
            kind: problemKind,
            column: z.number().int().nullable(),
            value: z.string(),
            about: z.string().nullable().describe('what it contradicts: a name, a row'),
          }),
        ),
      }),
    ),
    more: z.boolean(),
  }),
})

export const fixCells = operation({
  method: 'POST',
  path: '/imports/:importId/fix',
  summary: 'Write another text into one cell, or into all cells of a column that say the same; it is checked again',
  params: importId,
  body: z.strictObject({
    column: z.number().int().min(0).max(16_383),
    alsoIn: z
      .array(z.number().int().min(0).max(16_383))
      .max(1000)
      .optional()
      .describe('other columns, where it is about all cells that say the same'),
    rows: z.union([
      z.strictObject({ row: z.number().int().min(1) }),
      z.strictObject({ value: z.string().max(32_767).describe('all cells that say this') }),
    ]),
    text: z.string().max(32_767),
  }),
  response: importHead.extend({ fixed: z.number().int().describe('cells') }),
})

export const skipRows = operation({
  method: 'POST',
  path: '/imports/:importId/skip',
  summary: 'Leave rows out, or take them in again: one, or all of one problem',
  params: importId,
  body: z.strictObject({
    skip: z.boolean().default(true),
    rows: z.union([
      z.strictObject({ row: z.number().int().min(1) }),
      z.strictObject({
        kind: problemKind,
        column: z.number().int().min(0).nullable(),
        value: z.string().nullable().default(null).describe('null: whatever was given'),
      }),
      z.strictObject({ all: z.literal(true).describe('all that were left out before') }),
    ]),
  }),
  response: importHead.extend({ changed: z.number().int().describe('rows') }),
})

export const downloadProblems = operation({
  method: 'GET',
  path: '/imports/:importId/problem-file',
  summary: 'The rows in which something is wrong, with what, as a workbook that can be mended and uploaded again',
  downloads: true,
  params: importId,
  response: file,
})

export const startImport = operation({
  method: 'POST',
  path: '/imports/:importId/start',
  summary: 'Do what was planned. If anything has changed since, nothing is done, and the import says what',
  params: importId,
  body: z.strictObject({
    notify: z.boolean().optional(),
    confirm,
    previewId: z.number().int().optional().describe('of the plan that was seen: if it is another now, nothing is done'),
  }),
  response: importHead,
})

export const discardImport = operation({
  method: 'DELETE',
  path: '/imports/:importId',
  summary: 'Discard an import that was not started',
  params: importId,
  response: z.object({}),
})
