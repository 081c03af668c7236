import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type MessageListItem, readMessage } from '../../server/notification/contract.ts'
import type { ResponseOf } from '../kit/api.ts'
import { TextLink } from '../kit/Button.tsx'
import { Email } from '../kit/Email.tsx'
import { Facts } from '../kit/Facts.tsx'
import { query } from '../kit/query.ts'
import { RelativeDate } from '../kit/RelativeDate.tsx'
import { Sheet } from '../kit/Sheet.tsx'
import { say } from '../kit/said.ts'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { TwoLines } from '../kit/TwoLines.tsx'
import { useLanguageName } from '../learning/languageName.ts'
import { ActLink } from './ActLink.tsx'
import { MessageActions, needsSomebody } from './MessageActions.tsx'
import styles from './MessageSheet.module.css'
import { MessageState } from './MessageState.tsx'
import { useDueMoment } from './useDueMoment.ts'

/** One message as it is or will be sent, beside the list. */
export function MessageSheet({ messageId, onClose }: { messageId: number | undefined; onClose: () => void }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery({
    ...query(readMessage, { params: { messageId: messageId ?? 0 } }),
    enabled: messageId !== undefined,
  })
  return (
    <Sheet
      open={messageId !== undefined}
      onClose={onClose}
      title={data?.subject ?? t('notification:message')}
      footer={data && needsSomebody(data) && <MessageActions message={data} onDone={onClose} />}
    >
      {data ? (
        <Message message={data} />
      ) : error ? (
        <ErrorState fault={error} retry={() => void refetch()} />
      ) : (
        <Skeleton />
      )}
    </Sheet>
  )
}

function Message({ message }: { message: ResponseOf<typeof readMessage> }) {
  const { t } = useTranslation()
  const nameOf = useLanguageName()
  const dueMoment = useDueMoment()
  const { to, state, language, act, createdAt, sentAt, decided, problem, said, activities, text } = message
  const due = dueMoment(message)
  return (
    <div className={styles.message}>
      <Facts
        facts={[
          { label: t('notification:state'), value: <MessageState state={state} /> },
          {
            label: t('notification:to'),
            value: (
              <TwoLines
                first={<TextLink to={`/users/${to.id}`}>{to.name}</TextLink>}
                second={<Email of={to.email} />}
              />
            ),
          },
          { label: t('notification:language'), value: nameOf(language) },
          { label: t('notification:made'), value: <RelativeDate value={createdAt} /> },
          { label: t(due?.isAgain ? 'notification:nextTry' : 'notification:due'), value: due?.told },
          { label: t('notification:sent'), value: sentAt && <RelativeDate value={sentAt} /> },
          {
            label: state === 'aside' || state === 'discarded' ? t(`notification:decidedBy.${state}`) : '',
            value: decided && <Decided decided={decided} />,
          },
          { label: t('notification:act'), value: <ActLink act={act} /> },
        ]}
      />
      {problem !== null && state !== 'untrue' && <p className={styles.problem}>{say(said ? [said] : [], problem)}</p>}
      <p className={styles.explained}>{t(`notification:means.${due?.isAgain ? 'again' : state}`)}</p>
      <pre className={styles.text} lang={language}>
        {text}
      </pre>
      {activities.length > 0 && (
        <section aria-label={t('notification:about')}>
          <h3 className={styles.about}>{t('notification:about')}</h3>
          <ul className={styles.activities}>
            {activities.map(({ id, title }) => (
              <li key={id}>
                <TextLink to={`/courses/${id}`}>{title}</TextLink>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}

function Decided({ decided: { by, at } }: { decided: NonNullable<MessageListItem['decided']> }) {
  return (
    <>
      <TextLink to={`/users/${by.id}`}>{by.name}</TextLink>, <RelativeDate value={at} />
    </>
  )
}
