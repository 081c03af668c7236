import { useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { type ImportHead, type ImportState, type ImportView, readImport } from '../../server/import/contract.ts'
import { query, queryClient, useWrite } from '../kit/query.ts'
import { toast } from '../kit/toast.tsx'

const importQuery = (importId: number) => query(readImport, { params: { importId } })

const working: readonly ImportState[] = ['reading', 'checking', 'starting']

/** It works on something that ends by itself. */
export function isWorking(state: ImportState): boolean {
  return working.includes(state)
}

/** Large files are looked after less often. */
const pace = ({ progress }: ImportView) => Math.min(1000, 250 + (progress?.of ?? 0) / 100)

/**
 * An import, looked after while it works. While it checks again, what the last check found goes on being shown: the new
 * one finds its problems bit by bit.
 */
export function useImport(importId: number) {
  const result = useQuery({
    ...importQuery(importId),
    enabled: importId > 0,
    staleTime: 0,
    refetchInterval: ({ state: { data } }) => (data && isWorking(data.state) ? pace(data) : false),
  })
  const last = useRef<ImportView>(undefined)
  const view = result.data
  if (view && view.state !== 'checking') last.current = view
  return { ...result, data: view?.state === 'checking' ? whileChecking(view, last.current) : view }
}

function whileChecking(view: ImportView, before: ImportView | undefined): ImportView {
  if (before?.id !== view.id || before.check === null) return { ...view, check: null, problems: [], columns: [] }
  const { state, action, progress, notify, expiresAt } = view
  return { ...before, state, action, progress, notify, expiresAt, drift: null }
}

/** Whether Muster, or the way to it, is away: what is shown of an import is of before. */
export function useIsAway(importId: number): boolean {
  return useQuery({ ...importQuery(importId), enabled: false }).isError
}

type Telling<Input, Answer> = {
  /** The short message shown when it was told. */
  done?: (answer: Answer, input: Input) => string | undefined
  /** It is about what a check finds, so it waits for the one that goes on. */
  afterCheck?: boolean
}

/**
 * Something that an import is told: a fix, a row to be left out, what it is for. Each makes it check again, and they are
 * told in the order in which they were said.
 *
 *     const fix = useTelling(importId, (body) => call(fixCells, { params: { importId }, body }))
 */
export function useTelling<Input, Answer extends ImportHead>(
  importId: number,
  tell: (input: Input) => Promise<Answer>,
  { done, afterCheck = false }: Telling<Input, Answer> = {},
) {
  return useWrite({
    mutationFn: (input: Input) =>
      inTurn(async () => {
        if (afterCheck) await atRest(importId)
        const answer = await tell(input)
        await note(answer)
        return answer
      }),
    onSuccess: async (answer, input) => {
      const sentence = done?.(answer, input)
      if (sentence) toast.done(sentence)
      if (!isWorking(answer.state)) await queryClient.invalidateQueries()
    },
    onError: async (fault) => {
      toast.problem(fault)
      // What is shown is not any more what there is.
      await queryClient.invalidateQueries()
    },
  })
}

let last: Promise<unknown> = Promise.resolve()

function inTurn<Answer>(run: () => Promise<Answer>): Promise<Answer> {
  const turn = last.then(run)
  last = turn.catch(() => undefined)
  return turn
}

async function atRest(importId: number): Promise<void> {
  for (;;) {
    const view = await queryClient.fetchQuery({ ...importQuery(importId), staleTime: 100 })
    if (!isWorking(view.state)) return
    await new Promise((wait) => setTimeout(wait, pace(view)))
  }
}

/**
 * What was answered is known at once: what hangs on the check is not asked for before it is done. What was asked before it was
 * told is not to be shown after it.
 */
async function note({ id, action, state, expiresAt, rows, batchId }: ImportHead): Promise<void> {
  const { queryKey } = importQuery(id)
  await queryClient.cancelQueries({ queryKey })
  queryClient.setQueryData(queryKey, (view) => view && { ...view, action, state, expiresAt, rows, batchId })
}
