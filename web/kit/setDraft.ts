import { useRef, useState } from 'react'
import { useUnsavedGuard } from './guard.ts'

/**
 * A set as it is saved, with what was added to it and taken out of it on the screen and is not saved yet. Leaving asks first.
 *
 *     const draft = useSetDraft(qualification.activities)
 *     <Table items={draft.shown} tone={draft.toneOf} … />
 *     <SaveBar dirty={draft.count > 0} count={draft.count} save={() => save.mutate(draft.changes)} … />
 */
export function useSetDraft<Item extends { id: number | string }>(read: readonly Item[]) {
  const [adding, setAdding] = useState<readonly Item[]>([])
  const [removed, setRemoved] = useState<ReadonlySet<Item['id']>>(new Set())
  const [ahead, setAhead] = useState<{ of: string; changes: SetChanges<Item> }>()
  const saved = ahead?.of === idsOf(read) ? withChanges(read, ahead.changes) : read
  const there = new Set(saved.map(({ id }) => id))
  const added = adding.filter(({ id }) => !there.has(id))
  const gone = saved.filter(({ id }) => removed.has(id))
  const count = added.length + gone.length
  // Read by the guard at the moment of leaving, which can be before the next drawing.
  const guarded = useRef(false)
  guarded.current = count > 0
  useUnsavedGuard(guarded)

  const isAdded = ({ id }: Item) => added.some((one) => one.id === id)
  const isRemoved = ({ id }: Item) => removed.has(id)
  return {
    /** What is new first. */
    shown: [...added, ...saved],
    added,
    gone,
    /** As it will be. */
    whole: [...added, ...saved.filter((item) => !isRemoved(item))],
    count,
    isAdded,
    isRemoved,
    toneOf: (item: Item) => (isAdded(item) ? ('added' as const) : isRemoved(item) ? ('ended' as const) : undefined),
    add: (more: readonly Item[]) => {
      setAdding((before) => [...before, ...more.filter(({ id }) => !before.some((one) => one.id === id))])
      setRemoved((before) => new Set([...before].filter((id) => !more.some((one) => one.id === id))))
    },
    /** What is not saved yet goes at once; what is saved is marked, and goes when the changes are saved. */
    remove: (item: Item) =>
      isAdded(item)
        ? setAdding((before) => before.filter(({ id }) => id !== item.id))
        : setRemoved((before) => new Set([...before, item.id])),
    putBack: (item: Item) => setRemoved((before) => new Set([...before].filter((id) => id !== item.id))),
    /** To be given to `saved` when they are: what is changed meanwhile stays to be saved. */
    changes: { added, gone },
    /** These changes are saved. They are shown so at once, until the set is read anew. */
    saved: (changes: SetChanges<Item>) => {
      guarded.current = false
      setAhead({ of: idsOf(read), changes })
      setAdding((before) => before.filter((item) => !changes.added.includes(item)))
      setRemoved((before) => new Set([...before].filter((id) => !changes.gone.some((item) => item.id === id))))
    },
    clear: () => {
      guarded.current = false
      setAdding([])
      setRemoved(new Set())
    },
  }
}

type SetChanges<Item> = { added: readonly Item[]; gone: readonly Item[] }

const idsOf = (items: ReadonlyArray<{ id: number | string }>) => items.map(({ id }) => id).join(' ')

function withChanges<Item extends { id: number | string }>(
  items: readonly Item[],
  { added, gone }: SetChanges<Item>,
): readonly Item[] {
  const has = (some: readonly Item[], { id }: Item) => some.some((item) => item.id === id)
  return [...added.filter((item) => !has(items, item)), ...items.filter((item) => !has(gone, item))]
}
