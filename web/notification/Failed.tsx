import { IconMailExclamation, IconSend } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { sendFailedMessages, setFailedMessagesAside } from '../../server/notification/contract.ts'
import { call } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { confirm } from '../kit/Confirm.tsx'
import { useFormat } from '../kit/format.ts'
import { useCommand } from '../kit/query.ts'
import { Banner } from './Banner.tsx'
import { useSentAgain } from './resending.ts'

/** What the mail server did not take. What may have arrived of it is not sent again with the rest. */
export function Failed({ count, perhapsArrived }: { count: number; perhapsArrived: number }) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const words = { count, shown: number(count) }
  const surely = { count: count - perhapsArrived, shown: number(count - perhapsArrived) }
  const send = useCommand(() => call(sendFailedMessages, { body: { confirm: surely.count } }), { done: useSentAgain() })
  const aside = useCommand(() => call(setFailedMessagesAside, { body: { confirm: count } }), {
    done: (answer) => t('notification:isAside', { count: answer.aside, shown: number(answer.aside) }),
  })
  const askToSend = async () => {
    const title = t('notification:sendFailedTitle', surely)
    const action = t('notification:sendFailed', surely)
    if (await confirm({ title, text: t('notification:sendFailedText'), action })) send.mutate()
  }
  const askToSetAside = async () => {
    const title = t('notification:setFailedAsideTitle', words)
    const action = t('notification:setFailedAside', words)
    if (await confirm({ title, text: t('notification:setFailedAsideText'), action })) aside.mutate()
  }
  const perhaps =
    perhapsArrived > 0
      ? t('notification:perhapsText', { count: perhapsArrived, shown: number(perhapsArrived) })
      : undefined
  return (
    <Banner
      tone="ended"
      icon={<IconMailExclamation />}
      title={t('notification:failed', words)}
      text={[t('notification:failedText'), perhaps].filter(Boolean).join(' ')}
    >
      <Button busy={aside.isPending} onClick={() => void askToSetAside()}>
        {t('notification:setFailedAside', words)}
      </Button>
      {surely.count > 0 && (
        <Button icon={<IconSend />} busy={send.isPending} onClick={() => void askToSend()}>
          {t('notification:sendFailed', surely)}
        </Button>
      )}
    </Banner>
  )
}
