import i18next from 'i18next'
import type { Outcome } from '../../server/enrollment/contract.ts'
import { undoBatch } from '../../server/history/contract.ts'
import { changesSentence } from '../enrollment/changes.ts'
import { followBatch } from '../enrollment/running.ts'
import { call } from '../kit/api.ts'
import { formatIn } from '../kit/format.ts'
import { type Command, queryClient, useCommand } from '../kit/query.ts'
import { useSession } from '../kit/session.ts'
import { type ToastAction, toast } from '../kit/toast.tsx'

type Did = Pick<Outcome, 'batchId'>
export type AnAct<Input, Result> = Omit<Command<Input, Result>, 'offer'> & {
  /** The batch that it made; none where nothing was done. */
  batch: (result: Result) => Did | undefined
}

/**
 * A write that can be undone: the message that it is done offers **Undo** to whoever may.
 *
 *     const save = useAct((body) => call(editAssignments, { params, body }), { done: …, batch: ({ outcome }) => outcome })
 */
export function useAct<Input, Result>(
  run: (input: Input) => Promise<Result>,
  { batch, ...command }: AnAct<Input, Result>,
) {
  const offer = useUndoOffer()
  return useCommand(run, { ...command, offer: (result) => offer(batch(result)) })
}

/** What a message that something is done offers: **Undo**, to whoever may. For forms, which say themselves that they are saved. */
export function useUndoOffer(): (did: Did | undefined) => ToastAction | undefined {
  const { person } = useSession()
  return (did) => {
    if (!did || (person.role !== 'administrator' && !person.isManager)) return undefined
    return offered(did)
  }
}

const offered = (did: Did): ToastAction => ({ label: i18next.t('history:undo.action'), run: () => void undo(did) })

/** Undoes a batch at once: whoever did it just now has seen its impact. What is much is asked about all the same. */
async function undo({ batchId }: Did): Promise<void> {
  const { t } = i18next
  try {
    const { outcome } = await call(undoBatch, { params: { batchId }, body: {} })
    followBatch(outcome)
    toast.done(`${t('history:undo.done')} ${changesSentence(t, formatIn(i18next.language), outcome)}`, offered(outcome))
    await queryClient.invalidateQueries()
  } catch (fault) {
    toast.problem(fault)
  }
}
