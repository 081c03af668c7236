import {
  QueryClient,
  queryOptions,
  type UseMutationOptions,
  type UseMutationResult,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query'
import { useRef } from 'react'
import { flushSync } from 'react-dom'
import type { Operation } from '../../server/platform/contract.ts'
import { call, type InputOf, isConflict, isOvertaken, isRefusal, type ResponseOf } from './api.ts'
import { type ToastAction, toast } from './toast.tsx'

/** One cache for the whole app. What a person can correct, or may not see, is not tried again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failures, fault) => failures < 2 && !isRefusal(fault),
      retryDelay: (attempt) => 400 * 2 ** attempt,
    },
  },
})

/**
 * Declares what a screen reads. The operation and its input are the cache key, so two screens that
 * ask the same thing share one answer.
 *
 *     export const userQuery = (userId: number) => query(readUser, { params: { userId } })
 *     const { data: user } = useQuery(userQuery(7))
 */
export function query<Op extends Operation>(operation: Op, input?: InputOf<Op>) {
  return queryOptions({
    queryKey: [operation.path, input ?? {}],
    queryFn: ({ signal }): Promise<ResponseOf<Op>> =>
      (call as (operation: Op, input: unknown, signal: AbortSignal) => Promise<ResponseOf<Op>>)(
        operation,
        input,
        signal,
      ),
  })
}

export type Command<Input, Result> = {
  /** The short message shown when it is done. */
  done?: (result: Result, input: Input) => string | undefined
  /** Somebody else did it, or changed it, meanwhile: that is said, and read anew after this. */
  overtaken?: () => void
  /** What can be done from that message, such as undo it. */
  offer?: (result: Result) => ToastAction | undefined
  /** `mine`: the caller shows a refusal itself, in its form or sheet. Otherwise it is a toast. */
  problem?: 'toast' | 'mine'
  /**
   * Whether it is busy until everything is read anew, so that what can be done once is gone when it can be clicked again; yes
   * where nothing is said. What shows by itself what was saved does not wait: the next change can be saved at once.
   */
  waits?: boolean
}

/**
 * A write. Afterwards everything on the screen is read again, since one act can change any list.
 *
 *     const end = useCommand((activityId: number) => call(endEnrollment, { params: { userId, activityId } }), {
 *       done: () => t('enrollment:ended'),
 *     })
 *     <Button busy={end.isPending} onClick={() => end.mutate(7)}>…</Button>
 */
export function useCommand<Input, Result>(
  run: (input: Input) => Promise<Result>,
  { done, overtaken, offer, problem = 'toast', waits = true }: Command<Input, Result> = {},
) {
  const client = useQueryClient()
  return useWrite({
    mutationFn: run,
    onSuccess: async (result, input) => {
      // What closes now is gone before everything is read anew: what it foresaw is not asked again.
      const sentence = flushSync(() => done?.(result, input))
      if (sentence) toast.done(sentence, offer?.(result))
      const reading = client.invalidateQueries()
      if (waits) await reading
    },
    onError: async (fault) => {
      if (problem === 'toast') toast.problem(fault)
      if (isOvertaken(fault)) flushSync(() => overtaken?.())
      // Whoever is told that it is not as they saw it, sees what is there now; what they are told does not wait for that.
      const reading = isConflict(fault) && client.invalidateQueries()
      if (isOvertaken(fault)) await reading
    },
  })
}

/**
 * A mutation that `mutate` begins once where it is asked for twice: a second click can come before the first is drawn as busy.
 * Asked for something else meanwhile, it does that too. Who waits for `mutateAsync` sees to that.
 */
export function useWrite<Input, Result>(
  write: Omit<UseMutationOptions<Result, Error, Input>, 'onSettled'>,
): UseMutationResult<Result, Error, Input> {
  const begun = useRef(new Set<string>())
  const mutation = useMutation({
    ...write,
    onSettled: (_result, _fault, input) => {
      begun.current.delete(inText(input))
    },
  })
  return {
    ...mutation,
    mutateAsync: (...given) => {
      toast.tried()
      return mutation.mutateAsync(...given)
    },
    mutate: (...given) => {
      const text = inText(given[0])
      if (begun.current.has(text)) return
      begun.current.add(text)
      toast.tried()
      mutation.mutate(...given)
    },
  }
}

const inText = (input: unknown) => String(JSON.stringify(input))
