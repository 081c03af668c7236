import { useRef, useState } from 'react'
import type { Rule } from '../../server/rule/contract.ts'
import { type Chip, type Draft, draftOf, editOf, emptyDraft } from './builder.ts'

let lastKey = 0

/** A rule while it is being written: as it is saved, until something is changed. */
export function useRuleDraft(saved: Rule | undefined) {
  const [written, setWritten] = useState<Draft>()
  /** The criterion whose editor is open. */
  const [openKey, setOpenKey] = useState<string>()
  const asSaved = saved ? draftOf(saved) : emptyDraft
  const draft = written ?? asSaved
  const edit = saved ? editOf(draft, saved) : undefined
  const isChanged = written !== undefined && (edit ? Object.keys(edit).length > 0 : true)
  // Read by the guard at the moment of leaving, which can be before the next drawing.
  const guarded = useRef(false)
  guarded.current = isChanged

  const change = (patch: (before: Draft) => Partial<Draft>) =>
    setWritten((before) => {
      const from = before ?? asSaved
      return { ...from, ...patch(from) }
    })

  return {
    draft,
    edit,
    isChanged,
    guarded,
    openKey,
    open: setOpenKey,
    set: (patch: Partial<Draft>) => change(() => patch),
    add: (begun: Omit<Chip, 'key'>) => {
      lastKey += 1
      const key = `new ${lastKey}`
      change(({ chips }) => ({ chips: [...chips, { ...begun, key }] }))
      return key
    },
    edited: (key: string, to: Omit<Chip, 'key'>) =>
      change(({ chips }) => ({ chips: chips.map((chip) => (chip.key === key ? { ...to, key } : chip)) })),
    remove: (key: string) => change(({ chips }) => ({ chips: chips.filter((chip) => chip.key !== key) })),
    clear: () => {
      guarded.current = false
      setWritten(undefined)
      setOpenKey(undefined)
    },
  }
}

export type RuleDraft = ReturnType<typeof useRuleDraft>
