import { useRef, useState } from 'react'
import type { Assignment, AssignmentTarget, editAssignments } from '../../server/enrollment/contract.ts'
import type { OnLeaving } from '../../server/learning/contract.ts'
import type { InputOf } from '../kit/api.ts'

type Changes = {
  added: ReadonlyArray<{ target: AssignmentTarget; onLeaving: OnLeaving | null }>
  /** By the id of the assignment. */
  edited: ReadonlyMap<number, OnLeaving | null>
  removed: ReadonlySet<number>
}

const none: Changes = { added: [], edited: new Map(), removed: new Set() }

/** A row of the list: as it is saved, or as it will be. */
export type Row = {
  key: string
  target: AssignmentTarget
  onLeaving: OnLeaving | null
  /** Undefined while it is not saved yet. */
  since?: string
  assignmentId?: number
  state: 'saved' | 'added' | 'edited' | 'removed'
}

/** What will be assigned and ended when it is saved. Nothing here has happened yet. */
export function useDraft(saved: readonly Assignment[] | undefined) {
  const [changes, setChanges] = useState(none)
  const { added, edited, removed } = changes
  const count = added.length + edited.size + removed.size
  // Read by the guard at the moment of leaving, which can be before the next drawing.
  const guarded = useRef(false)
  guarded.current = count > 0

  const add = (targets: readonly AssignmentTarget[]) =>
    setChanges((before) => {
      const there = new Set(before.added.map(({ target }) => target.id))
      const fresh = targets.filter(({ id }) => !there.has(id)).map((target) => ({ target, onLeaving: null }))
      return { ...before, added: [...before.added, ...fresh] }
    })

  const setOnLeaving = (row: Row, onLeaving: OnLeaving | null) =>
    setChanges((before) =>
      row.assignmentId === undefined
        ? {
            ...before,
            added: before.added.map((one) => (one.target.id === row.target.id ? { ...one, onLeaving } : one)),
          }
        : { ...before, edited: withEdit(before.edited, row.assignmentId, onLeaving, saved) },
    )

  /** What is not saved yet goes at once; what is saved is marked, and ends when the changes are saved. */
  const remove = (row: Row) =>
    setChanges((before) => {
      const { assignmentId } = row
      if (assignmentId === undefined)
        return { ...before, added: before.added.filter(({ target }) => target.id !== row.target.id) }
      const edited = new Map(before.edited)
      edited.delete(assignmentId)
      return { ...before, edited, removed: new Set([...before.removed, assignmentId]) }
    })

  const putBack = (row: Row) =>
    setChanges((before) => ({
      ...before,
      removed: new Set([...before.removed].filter((id) => id !== row.assignmentId)),
    }))

  return {
    rows: saved && [...added.map(addedRow), ...saved.map((one) => savedRow(one, changes))],
    changes,
    count,
    guarded,
    add,
    setOnLeaving,
    remove,
    putBack,
    clear: () => {
      guarded.current = false
      setChanges(none)
    },
  }
}

/** What the server is asked to do. */
export function bodyOf({ added, edited, removed }: Changes): InputOf<typeof editAssignments>['body'] {
  return {
    add: added.map(({ target, onLeaving }) => ({ targetId: target.id, onLeaving })),
    edit: [...edited].map(([assignmentId, onLeaving]) => ({ assignmentId, onLeaving })),
    remove: [...removed],
  }
}

function addedRow({ target, onLeaving }: Changes['added'][number]): Row {
  return { key: `new ${target.id}`, target, onLeaving, state: 'added' }
}

function savedRow({ id, target, onLeaving, since }: Assignment, { edited, removed }: Changes): Row {
  const edit = edited.get(id)
  const state = removed.has(id) ? 'removed' : edit === undefined ? 'saved' : 'edited'
  return { key: String(id), assignmentId: id, target, onLeaving: edit === undefined ? onLeaving : edit, since, state }
}

/** Put back to what is saved it is no change. */
function withEdit(
  edited: Changes['edited'],
  assignmentId: number,
  onLeaving: OnLeaving | null,
  saved: readonly Assignment[] | undefined,
): Changes['edited'] {
  const next = new Map(edited)
  if (saved?.find(({ id }) => id === assignmentId)?.onLeaving === onLeaving) next.delete(assignmentId)
  else next.set(assignmentId, onLeaving)
  return next
}
