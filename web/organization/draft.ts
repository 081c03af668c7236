import { useRef, useState } from 'react'
import type { Assignment, AssignmentTarget, editAssignments } from '../../server/enrollment/assignment/contract.ts'
import type { OnLeaving } from '../../server/learning/contract.ts'
import type { InputOf } from '../kit/api.ts'

/** What is not saved yet. */
export type Changes = {
  added: ReadonlyArray<{ target: AssignmentTarget; onLeaving: OnLeaving | null; includesBelow: boolean }>
  /** By the id of the assignment, as the next two. */
  edited: ReadonlyMap<number, OnLeaving | null>
  /** Led to those below or not, and is to from now on or not. */
  widened: ReadonlyMap<number, boolean>
  removed: ReadonlySet<number>
}

const none: Changes = { added: [], edited: new Map(), widened: new Map(), removed: new Set() }

/** A row of the list: as it is saved, or as it will be. */
export type Row = {
  key: string
  target: AssignmentTarget
  onLeaving: OnLeaving | null
  /** Of a department: whether it leads those below here too. */
  includesBelow: boolean
  /** Undefined while it is not saved yet. */
  since?: string
  assignmentId?: number
  state: 'saved' | 'added' | 'edited' | 'removed'
}

/** What will be assigned and ended when it is saved. Nothing here has happened yet. */
export function useDraft(saved: readonly Assignment[] | undefined) {
  const [made, setChanges] = useState(none)
  /** Changes that are saved, while the list was not read anew since. */
  const [ahead, setAhead] = useState<{ of: typeof saved; changes: Changes }>()
  const before = ahead?.of === saved ? ahead?.changes : undefined
  const standing = saved && rowsAfter(before, saved)
  const changes = standing ? stillToSave(made, standing) : made
  const { added } = changes
  const count = countOf(changes)
  // Read by the guard at the moment of leaving, which can be before the next drawing.
  const guarded = useRef(false)
  guarded.current = count > 0

  const add = (targets: readonly AssignmentTarget[]) =>
    setChanges((before) => {
      const there = new Set(before.added.map(({ target }) => target.id))
      const fresh = targets
        .filter(({ id }) => !there.has(id))
        .map((target) => ({ target, onLeaving: null, includesBelow: true }))
      return { ...before, added: [...before.added, ...fresh] }
    })

  const setOnLeaving = (row: Row, onLeaving: OnLeaving | null) =>
    setChanges((before) =>
      row.assignmentId === undefined
        ? {
            ...before,
            added: before.added.map((one) => (one.target.id === row.target.id ? { ...one, onLeaving } : one)),
          }
        : { ...before, edited: withEdit(before.edited, row.assignmentId, onLeaving, savedOf(row)?.onLeaving) },
    )

  const setIncludesBelow = (row: Row, includesBelow: boolean) =>
    setChanges((before) =>
      row.assignmentId === undefined
        ? {
            ...before,
            added: before.added.map((one) => (one.target.id === row.target.id ? { ...one, includesBelow } : one)),
          }
        : {
            ...before,
            widened: withEdit(before.widened, row.assignmentId, includesBelow, savedOf(row)?.includesBelow),
          },
    )
  const savedOf = ({ assignmentId }: Row) => saved?.find(({ id }) => id === assignmentId)

  /** What is not saved yet goes at once; what is saved is marked, and ends when the changes are saved. */
  const remove = (row: Row) =>
    setChanges((before) => {
      const { assignmentId } = row
      if (assignmentId === undefined)
        return { ...before, added: before.added.filter(({ target }) => target.id !== row.target.id) }
      const [edited, widened] = [new Map(before.edited), new Map(before.widened)]
      edited.delete(assignmentId)
      widened.delete(assignmentId)
      return { ...before, edited, widened, removed: new Set([...before.removed, assignmentId]) }
    })

  const putBack = (row: Row) =>
    setChanges((before) => ({
      ...before,
      removed: new Set([...before.removed].filter((id) => id !== row.assignmentId)),
    }))

  return {
    rows: standing && [...added.map(addedRow), ...standing.map((row) => rowWith(row, changes))],
    changes,
    count,
    guarded,
    add,
    setOnLeaving,
    setIncludesBelow,
    remove,
    putBack,
    /** These changes are saved, and shown so at once. What was changed meanwhile stays to be saved. */
    saved: (done: Changes) => {
      guarded.current = false
      setAhead({ of: saved, changes: done })
      setChanges((now) => without(now, done))
    },
    clear: () => {
      guarded.current = false
      setChanges(none)
    },
  }
}

/** How many assignments are changed by this. */
export function countOf({ added, edited, widened, removed }: Changes): number {
  return added.length + new Set([...edited.keys(), ...widened.keys(), ...removed]).size
}

/**
 * What the server is asked to do. Whether an assignment leads those below here is what it is made to, so one that changes
 * that ends and is made anew, in the same act.
 */
export function bodyOf(
  { added, edited, widened, removed }: Changes,
  saved: readonly Assignment[] = [],
): InputOf<typeof editAssignments>['body'] {
  const anew = saved.flatMap(({ id, target, onLeaving }) => {
    const includesBelow = widened.get(id)
    const edit = edited.get(id)
    return includesBelow === undefined
      ? []
      : [{ targetId: target.id, onLeaving: edit === undefined ? onLeaving : edit, includesBelow }]
  })
  return {
    add: [
      ...added.map(({ target, onLeaving, includesBelow }) => ({ targetId: target.id, onLeaving, includesBelow })),
      ...anew,
    ],
    edit: [...edited]
      .filter(([assignmentId]) => !widened.has(assignmentId))
      .map(([assignmentId, onLeaving]) => ({ assignmentId, onLeaving })),
    remove: [...removed, ...widened.keys()],
  }
}

function addedRow({ target, ...rest }: Changes['added'][number]): Row {
  return { key: `new ${target.id}`, target, ...rest, state: 'added' }
}

function savedRow({ id, target, onLeaving, includesBelow, since }: Assignment): Row {
  return { key: String(id), assignmentId: id, target, onLeaving, includesBelow, since, state: 'saved' }
}

/** The rows as they are saved, though the list that was read does not say so yet. */
function rowsAfter(done: Changes | undefined, saved: readonly Assignment[]): Row[] {
  const rows = saved.map(savedRow)
  if (!done) return rows
  const stay = rows.filter(({ assignmentId }) => assignmentId === undefined || !done.removed.has(assignmentId))
  return [...done.added.map(addedRow), ...stay.map((row) => rowWith(row, done))].map((row) => ({
    ...row,
    state: 'saved',
  }))
}

/** Without what others have done meanwhile: assigned the same, or ended what was to be changed here. */
function stillToSave(made: Changes, standing: readonly Row[]): Changes {
  const targets = new Set(standing.map(({ target }) => target.id))
  const ids = new Set(standing.map(({ assignmentId }) => assignmentId))
  const there = <Value>(all: ReadonlyMap<number, Value>) => new Map([...all].filter(([id]) => ids.has(id)))
  return {
    added: made.added.filter(({ target }) => !targets.has(target.id)),
    edited: there(made.edited),
    widened: there(made.widened),
    removed: new Set([...made.removed].filter((id) => ids.has(id))),
  }
}

function rowWith(row: Row, { edited, widened, removed }: Changes): Row {
  const { assignmentId } = row
  if (assignmentId === undefined) return row
  const edit = edited.get(assignmentId)
  const isEdited = edit !== undefined || widened.has(assignmentId)
  return {
    ...row,
    onLeaving: edit === undefined ? row.onLeaving : edit,
    includesBelow: widened.get(assignmentId) ?? row.includesBelow,
    state: removed.has(assignmentId) ? 'removed' : isEdited ? 'edited' : row.state,
  }
}

/** What was changed while `done` was being saved. */
function without(now: Changes, done: Changes): Changes {
  const targets = new Set(done.added.map(({ target }) => target.id))
  const other = <Value>(all: ReadonlyMap<number, Value>, saved: ReadonlyMap<number, Value>) =>
    new Map([...all].filter(([id, value]) => !saved.has(id) || saved.get(id) !== value))
  return {
    added: now.added.filter(({ target }) => !targets.has(target.id)),
    edited: other(now.edited, done.edited),
    widened: other(now.widened, done.widened),
    removed: new Set([...now.removed].filter((id) => !done.removed.has(id))),
  }
}

/** Put back to what is saved it is no change. */
function withEdit<Value>(
  edits: ReadonlyMap<number, Value>,
  assignmentId: number,
  value: Value,
  saved: Value | undefined,
): ReadonlyMap<number, Value> {
  const next = new Map(edits)
  if (saved === value) next.delete(assignmentId)
  else next.set(assignmentId, value)
  return next
}
