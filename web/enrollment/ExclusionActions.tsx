import { IconDoorEnter, IconLockOpen, IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { newExclusion } from '../../server/enrollment/contract.ts'
import { type Exclusion, editExclusions, liftExclusions } from '../../server/enrollment/exclusion/contract.ts'
import { useAct } from '../history/undo.ts'
import { call } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { FormSheet } from '../kit/Form.tsx'
import { DateField, TextareaField } from '../kit/fields.tsx'
import { MoreMenu } from '../kit/PageHeader.tsx'
import { toast } from '../kit/toast.tsx'
import { useForm } from '../kit/useForm.ts'
import { type Agreed, foresee } from './Foresight.tsx'
import { act } from './impact.ts'

/**
 * What can be done about an exclusion: its words edited, lifted, lifted with an enrollment by hand. In a menu where it has a
 * name among others like it: the person in a list of people, the learning activity in a list of those.
 */
export function ExclusionActions({ of, menuName }: { of: Exclusion; menuName?: string }) {
  const { t } = useTranslation()
  const [editing, setEditing] = useState(false)
  const lift = useLifting(of)
  const actions = [
    { label: t('enrollment:exclusion.liftAndEnroll'), icon: <IconDoorEnter />, run: () => void lift(true) },
    { label: t('enrollment:exclusion.lift'), icon: <IconLockOpen />, run: () => void lift(false) },
    { label: t('enrollment:exclusion.edit'), icon: <IconPencil />, run: () => setEditing(true) },
  ]
  return (
    <>
      {menuName !== undefined ? (
        <MoreMenu actions={actions} label={t('enrollment:exclusion.more', { name: menuName })} />
      ) : (
        actions.map(({ label, icon, run }) => (
          <Button key={label} icon={icon} onClick={run}>
            {label}
          </Button>
        ))
      )}
      {editing && <EditSheet of={of} onClose={() => setEditing(false)} />}
    </>
  )
}

function useLifting({ user, activity }: Exclusion) {
  const { t } = useTranslation()
  const words = { name: user.name, activity: activity.title }
  const pair = { userIds: [user.id], activityIds: [activity.id] }
  const lift = useAct(
    ({ enroll, notify, confirm }: Agreed & { enroll: boolean }) =>
      call(liftExclusions, { body: { ...pair, enroll, notify, confirm } }),
    { waits: false, batch: (answer) => answer, done: () => t('enrollment:exclusion.lifted', words) },
  )
  return (enroll: boolean) =>
    foresee({
      title: t('enrollment:exclusion.liftTitle', words),
      text: t(`enrollment:exclusion.${enroll ? 'liftAndEnrollText' : 'liftText'}`),
      action: t(`enrollment:exclusion.${enroll ? 'liftAndEnroll' : 'lift'}`),
      mayNotify: true,
      act: act(liftExclusions, { body: { ...pair, enroll } }),
      does: (agreed) => lift.mutateAsync({ ...agreed, enroll }),
    })
}

function EditSheet({ of: { user, activity, reason, until }, onClose }: { of: Exclusion; onClose: () => void }) {
  const { t } = useTranslation()
  const form = useForm({
    initial: { reason, until },
    schema: newExclusion,
    save: (body) => call(editExclusions, { body: { userIds: [user.id], activityIds: [activity.id], ...body } }),
    saved: () => {
      toast.done(t('enrollment:exclusion.edited'))
      onClose()
    },
  })
  return (
    <FormSheet
      form={form}
      open
      onClose={onClose}
      title={t('enrollment:exclusion.editTitle', { name: user.name, activity: activity.title })}
      submitLabel={t('kit:save.changes')}
    >
      <TextareaField name="reason" label={t('enrollment:exclusion.reason')} required />
      <DateField name="until" label={t('enrollment:exclusion.until')} help={t('enrollment:exclusion.untilHelp')} />
    </FormSheet>
  )
}
