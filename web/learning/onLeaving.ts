import { useTranslation } from 'react-i18next'
import { onLeaving } from '../../server/learning/contract.ts'

/** What can happen when the last reason for an enrollment ends: in a form each explained, in a row of a table one word. */
export function useOnLeavingChoices(words: 'leaving' | 'leavingShort' = 'leaving') {
  const { t } = useTranslation()
  return onLeaving.options.toReversed().map((value) => ({ value, label: t(`learning:${words}.${value}`) }))
}
