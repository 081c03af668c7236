import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { createUser, newUser } from '../../server/user/contract.ts'
import { ImpactLine } from '../enrollment/ImpactLine.tsx'
import { act } from '../enrollment/impact.ts'
import { useUndoOffer } from '../history/undo.ts'
import { call } from '../kit/api.ts'
import { FormSheet, Section } from '../kit/Form.tsx'
import { SwitchField } from '../kit/fields.tsx'
import { useFormat } from '../kit/format.ts'
import { MultiSearchSelect } from '../kit/SearchSelect.tsx'
import { useSession } from '../kit/session.ts'
import { toast } from '../kit/toast.tsx'
import { useForm } from '../kit/useForm.ts'
import { PersonFields } from './PersonFields.tsx'
import { PlaceFields } from './PlaceFields.tsx'
import { qualificationSearch } from './searches.ts'

/** A new user. Every enrollment that follows from their place exists when the save returns. */
export function NewUserSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  // Mounted anew each time: a closed sheet remembers nothing.
  return open ? <OpenSheet onClose={onClose} /> : null
}

function OpenSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { academy } = useSession()
  const { today } = useFormat()
  const go = useNavigate()
  const offer = useUndoOffer()
  const form = useForm({
    initial: {
      name: '',
      email: '',
      employeeNumber: null,
      role: 'learner',
      language: academy.language,
      addedOn: today(),
      companyId: null,
      departmentId: null,
      managerId: null,
      teamIds: [],
      functionIds: [],
      groupIds: [],
      qualificationIds: [],
      invite: false,
    },
    schema: newUser,
    save: (body) => call(createUser, { body }),
    saved: (user) => {
      const { name, enrollments: count, batchId } = user
      toast.done(count > 0 ? t('user:new.enrolled', { name, count }) : t('user:new.done', { name }), offer({ batchId }))
      onClose()
      void go({ to: `/users/${user.id}` })
    },
  })
  const body = form.toSend()
  return (
    <FormSheet
      form={form}
      open
      onClose={onClose}
      title={t('user:new.action')}
      submitLabel={t('user:new.submit')}
      impact={body && <ImpactLine of={act(createUser, { body })} name={body.name} />}
    >
      <Section title={t('user:person.title')} text={t('user:person.text')}>
        <PersonFields isNew />
      </Section>
      <Section title={t('user:place.title')} text={t('user:place.text')}>
        <PlaceFields />
        <MultiSearchSelect name="qualificationIds" label={t('user:qualifications')} {...qualificationSearch} />
      </Section>
      <Section title={t('user:access.title')}>
        <SwitchField
          name="invite"
          label={t('user:new.invite')}
          help={t(academy.mailOn ? 'user:new.inviteHelp' : 'user:new.inviteKept')}
        />
      </Section>
    </FormSheet>
  )
}
