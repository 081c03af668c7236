import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { undoBatch } from '../../server/history/contract.ts'
import { changesSentence } from '../enrollment/changes.ts'
import { type Agreed, Foreseeing } from '../enrollment/Foresight.tsx'
import { act } from '../enrollment/impact.ts'
import { followBatch } from '../enrollment/running.ts'
import { call } from '../kit/api.ts'
import { Choices } from '../kit/Choices.tsx'
import { useFormat } from '../kit/format.ts'
import { useSession } from '../kit/session.ts'
import { Why } from '../kit/Why.tsx'
import { type Act, actSentence } from './act.ts'
import styles from './BatchPage.module.css'
import { useAct } from './undo.ts'
import { WhatItDid } from './WhatItDid.tsx'

type Started = 'keep' | 'withdraw'

/** Undoes a batch: what that would do, what stays as it is, and what becomes of enrollments that somebody has started meanwhile. */
export function UndoSheet({ batch, onClose }: { batch: Act; onClose: () => void }) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const { person } = useSession()
  const [started, setStarted] = useState<Started>('keep')
  const params = { batchId: batch.id }
  const undo = useAct(
    ({ confirm, notify }: Agreed) => call(undoBatch, { params, body: { started, notify, confirm } }),
    {
      batch: ({ outcome }) => outcome,
      overtaken: onClose,
      done: ({ outcome }) => {
        followBatch(outcome)
        onClose()
        return `${t('history:undo.done')} ${changesSentence(t, format, outcome)}`
      },
    },
  )
  return (
    <Foreseeing
      title={t('history:undoing.title')}
      text={
        <>
          <p className={styles.act}>
            <Why {...actSentence(batch, { t, language: i18n.language, links: false })} />
          </p>
          <p>{t('history:undoing.text')}</p>
          {person.role === 'administrator' && <WhatItDid batchId={batch.id} />}
        </>
      }
      action={t('history:undo.action')}
      danger
      mayNotify
      act={act(undoBatch, { params, body: { started } })}
      choices={(preview) =>
        preview !== undefined && preview.startedSince > 0 && <StartedChoice value={started} onChange={setStarted} />
      }
      does={(agreed) => undo.mutateAsync(agreed)}
      onClose={onClose}
    />
  )
}

function StartedChoice({ value, onChange }: { value: Started; onChange: (started: Started) => void }) {
  const { t } = useTranslation()
  return (
    <Choices
      label={t('history:undoing.started')}
      choices={(['keep', 'withdraw'] as const).map((one) => ({
        value: one,
        label: t(`history:undoing.${one}`),
        help: t(`history:undoing.${one}Help`),
      }))}
      value={value}
      onChange={onChange}
    />
  )
}
