import { Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { exclude } from '../../server/enrollment/exclusion/contract.ts'
import type { Named } from '../../server/platform/contract.ts'
import { useAct } from '../history/undo.ts'
import { call } from '../kit/api.ts'
import { DayInput } from '../kit/DayInput.tsx'
import styles from './Exclusion.module.css'
import { type Agreed, Foreseeing } from './Foresight.tsx'
import { act } from './impact.ts'

export type NewExclusion = { reason: string; until: string | null }

/** Why somebody stays out, and until when. */
export function ExclusionFields({
  value,
  onChange,
}: {
  value: NewExclusion
  onChange: (exclusion: NewExclusion) => void
}) {
  const { t } = useTranslation()
  return (
    <div className={styles.fields}>
      <Textarea
        label={t('enrollment:exclusion.reason')}
        description={t('enrollment:exclusion.reasonHelp')}
        autosize
        minRows={2}
        maxLength={1000}
        withAsterisk
        aria-required
        data-autofocus
        value={value.reason}
        onChange={(event) => onChange({ ...value, reason: event.currentTarget.value })}
      />
      <DayInput
        label={t('enrollment:exclusion.until')}
        description={t('enrollment:exclusion.untilHelp')}
        value={value.until ?? ''}
        onChange={(until) => onChange({ ...value, until: until || null })}
      />
    </div>
  )
}

/** What it reads as does not change whom it touches, so that typing asks for no new impact. */
const anyReason = '–'

/** What an exclusion asks of the preview. */
export function foreseenExclusion({ until }: NewExclusion) {
  return { reason: anyReason, until }
}

type ExcludeSheetProps = { user: Named; activity: { id: number; title: string }; onClose: () => void }

/** Keeps somebody out of an activity, whatever leads there: with a reason, perhaps until a day. */
export function ExcludeSheet({ user, activity, onClose }: ExcludeSheetProps) {
  const { t } = useTranslation()
  const [exclusion, setExclusion] = useState<NewExclusion>({ reason: '', until: null })
  const words = { name: user.name, activity: activity.title }
  const pair = { userIds: [user.id], activityIds: [activity.id] }
  const add = useAct(({ confirm }: Agreed) => call(exclude, { body: { ...pair, ...exclusion, confirm } }), {
    batch: (answer) => answer,
    done: () => {
      onClose()
      return t('enrollment:exclusion.done', words)
    },
  })
  return (
    <Foreseeing
      title={t('enrollment:exclusion.title', words)}
      text={t('enrollment:exclusion.text', words)}
      action={t('enrollment:exclusion.action')}
      danger
      act={act(exclude, { body: { ...pair, ...foreseenExclusion(exclusion) } })}
      choices={<ExclusionFields value={exclusion} onChange={setExclusion} />}
      unsaved={exclusion.reason !== ''}
      ready={exclusion.reason.trim() !== ''}
      does={(agreed) => add.mutateAsync(agreed)}
      onClose={onClose}
    />
  )
}
