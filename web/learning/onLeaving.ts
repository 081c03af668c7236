import { useTranslation } from 'react-i18next'
import { onLeaving } from '../../server/learning/contract.ts'

/** What can happen when the last reason for an enrollment ends, each said in words. */
export function useOnLeavingChoices() {
  const { t } = useTranslation()
  return onLeaving.options.toReversed().map((value) => ({ value, label: t(`learning:leaving.${value}`) }))
}
