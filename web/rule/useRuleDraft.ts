import { useRef, useState } from 'react'
import type { Rule } from '../../server/rule/contract.ts'
import { type Chip, type Draft, draftOf, editOf, emptyDraft } from './builder.ts'

let lastKey = 0

/** What was written, and over which state of the rule: what somebody else saves meanwhile is not taken for one's own. */
type Written = { draft: Draft; over: Rule | undefined }

/**
 * A rule while it is being written: as it is saved, until something is changed. `version` is that of the saved rule, to be said
 * when it is edited.
 */
export function useRuleDraft(saved: Rule | undefined, version?: string) {
  const [written, setWritten] = useState<Written>()
  /** The criterion whose editor is open. */
  const [openKey, setOpenKey] = useState<string>()
  const asSaved = saved ? draftOf(saved) : emptyDraft
  const isChanged = written !== undefined && changes(written)
  // What changes nothing any more gives way to what others have saved since.
  const { draft, over } = written && (isChanged || written.over === saved) ? written : { draft: asSaved, over: saved }
  const edit = over ? editOf(draft, over) : undefined
  // Read by the guard at the moment of leaving, which can be before the next drawing.
  const guarded = useRef(false)
  guarded.current = isChanged

  // What is read anew while somebody writes is not what they saw.
  const seen = useRef(version)
  const savedJustNow = useRef(false)
  if (!isChanged || savedJustNow.current) seen.current = version
  savedJustNow.current = false

  const change = (patch: (before: Draft) => Partial<Draft>) =>
    setWritten((before) => {
      const from = before ?? { draft: asSaved, over: saved }
      return { ...from, draft: { ...from.draft, ...patch(from.draft) } }
    })

  return {
    draft,
    edit,
    isChanged,
    guarded,
    seen,
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
    /** This draft is saved, as `now`. What was changed meanwhile is over that. */
    saved: (sent: Draft, now: Rule) => {
      guarded.current = false
      savedJustNow.current = true
      setWritten((before) => (before && before.draft !== sent ? { ...before, over: now } : undefined))
    },
    clear: () => {
      guarded.current = false
      setWritten(undefined)
      setOpenKey(undefined)
    },
  }
}

function changes({ draft, over }: Written): boolean {
  return !over || Object.keys(editOf(draft, over)).length > 0
}

export type RuleDraft = ReturnType<typeof useRuleDraft>
