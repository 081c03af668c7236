import { IconSend } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { type MessageListItem, sendMessageAgain, setMessageAside } from '../../server/notification/contract.ts'
import { call } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { confirm } from '../kit/Confirm.tsx'
import { useFormat } from '../kit/format.ts'
import { useCommand } from '../kit/query.ts'
import { useSentAgain } from './resending.ts'

export const needsSomebody = ({ state }: MessageListItem) => state === 'failed' || state === 'aside'

type MessageActionsProps = { message: MessageListItem; onDone: () => void }

/** What can be done with a message that failed. */
export function MessageActions({ message: { id, to, state, mayHaveArrived }, onDone }: MessageActionsProps) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const params = { messageId: id }
  const sentAgain = useSentAgain()
  const send = useCommand(() => call(sendMessageAgain, { params, body: { evenIfArrived: mayHaveArrived } }), {
    done: (answer) => {
      onDone()
      return sentAgain(answer)
    },
  })
  const aside = useCommand(() => call(setMessageAside, { params }), {
    done: (answer) => {
      onDone()
      return t('notification:isAside', { count: answer.aside, shown: number(answer.aside) })
    },
  })
  const ask = async () => {
    const question = {
      title: t('notification:perhapsTitle'),
      text: t('notification:perhapsQuestion', { name: to.name }),
      action: t('notification:sendAgain'),
    }
    if (!mayHaveArrived || (await confirm(question))) send.mutate()
  }
  return (
    <>
      {state === 'failed' && (
        <Button busy={aside.isPending} onClick={() => aside.mutate()}>
          {t('notification:setAside')}
        </Button>
      )}
      <Button look="primary" icon={<IconSend />} busy={send.isPending} onClick={() => void ask()}>
        {t('notification:sendAgain')}
      </Button>
    </>
  )
}
