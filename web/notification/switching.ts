import { useTranslation } from 'react-i18next'
import { editAcademy } from '../../server/access/contract.ts'
import { call } from '../kit/api.ts'
import { confirm } from '../kit/Confirm.tsx'
import { useCommand } from '../kit/query.ts'

/** Turns mail on and off for the whole academy. Neither sends anything that was kept. */
export function useMailSwitch() {
  const { t } = useTranslation()
  const turn = useCommand((mailOn: boolean) => call(editAcademy, { body: { mailOn } }), {
    done: ({ mailOn }) => t(mailOn ? 'notification:isOn' : 'notification:isOff'),
  })
  return {
    busy: turn.isPending,
    on: () => turn.mutate(true),
    off: async () => {
      const agreed = await confirm({
        title: t('notification:turnOffTitle'),
        text: t('notification:turnOffText'),
        action: t('notification:turnOff'),
      })
      if (agreed) turn.mutate(false)
    },
  }
}
