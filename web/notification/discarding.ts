import { useTranslation } from 'react-i18next'
import { confirm } from '../kit/Confirm.tsx'
import { useFormat } from '../kit/format.ts'
import { useCommand } from '../kit/query.ts'

/** Discards messages that are kept or held, after it was asked with their number; which they are, `run` says. */
export function useDiscard(state: 'kept' | 'held', run: (count: number) => Promise<{ discarded: number }>) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const discard = useCommand(run, {
    done: ({ discarded }) => t('notification:discarded', { count: discarded, shown: number(discarded) }),
  })
  const ask = async (count: number) => {
    const words = { count, shown: number(count) }
    const agreed = await confirm({
      title: t(`notification:discardTitle.${state}`, words),
      text: t('notification:discardText'),
      action: t('notification:discard', words),
      danger: true,
    })
    if (agreed) discard.mutate(count)
  }
  return { busy: discard.isPending, ask }
}
