import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Named } from '../../server/platform/contract.ts'
import { editUser, type User } from '../../server/user/contract.ts'
import { call } from '../kit/api.ts'
import { useUnsavedGuard } from '../kit/guard.ts'
import { useCommand } from '../kit/query.ts'
import { consequencesSentence, withConsequences } from './consequences.ts'

/** The qualifications a user was given, with what was added and removed on the screen and is not saved yet. */
export function useHeldDraft(user: User) {
  const [adding, setAdding] = useState<readonly Named[]>([])
  const [removed, setRemoved] = useState<ReadonlySet<number>>(new Set())
  const dirty = adding.length > 0 || removed.size > 0
  // Read by the guard at the moment of leaving, which can be before the next drawing.
  const guarded = useRef(dirty)
  guarded.current = dirty
  useUnsavedGuard(guarded)

  const discard = () => {
    guarded.current = false
    setAdding([])
    setRemoved(new Set())
  }
  const kept = user.qualifications.filter(({ id }) => !removed.has(id))
  const save = useHeldSave(user, [...kept, ...adding], discard)
  const added = new Set(adding.map(({ id }) => id))
  return {
    shown: [...user.qualifications, ...adding.filter(({ id }) => !user.qualifications.some((one) => one.id === id))],
    added,
    removed,
    dirty,
    save,
    discard,
    add: (more: readonly Named[]) => setAdding((before) => [...before, ...more]),
    remove: (id: number) =>
      added.has(id)
        ? setAdding((before) => before.filter((one) => one.id !== id))
        : setRemoved((before) => new Set([...before, id])),
    restore: (id: number) => setRemoved((before) => new Set([...before].filter((one) => one !== id))),
  }
}

function useHeldSave({ id, name }: User, held: readonly Named[], saved: () => void) {
  const { t } = useTranslation()
  const params = { userId: id }
  const qualificationIds = held.map((one) => one.id)
  return useCommand(() => withConsequences(id, () => call(editUser, { params, body: { qualificationIds } })), {
    problem: 'mine',
    done: ({ followed }) => {
      saved()
      return consequencesSentence(t, name, followed)
    },
  })
}
