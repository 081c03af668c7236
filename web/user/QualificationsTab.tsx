import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Named } from '../../server/platform/contract.ts'
import { editUser, mostOfKind, readUser, type User } from '../../server/user/contract.ts'
import { enrollmentsQuery } from '../enrollment/EnrollmentList.tsx'
import { ImpactLine } from '../enrollment/ImpactLine.tsx'
import { act } from '../enrollment/impact.ts'
import { TargetsPicker } from '../enrollment/TargetsPicker.tsx'
import { useAct } from '../history/undo.ts'
import { versionAt } from '../kit/api.ts'
import { Button, TextLink } from '../kit/Button.tsx'
import { SaveBar } from '../kit/Form.tsx'
import { SetActions } from '../kit/SetActions.tsx'
import { useSetDraft } from '../kit/setDraft.ts'
import { Skeleton } from '../kit/states.tsx'
import { Table } from '../kit/Table.tsx'
import { Progress } from '../team/Progress.tsx'
import { farAlong } from './farAlong.ts'
import styles from './QualificationsTab.module.css'
import { QualificationsThrough } from './QualificationsThrough.tsx'
import { Suspended } from './Suspended.tsx'
import { saveUser, useFollowed } from './saving.ts'
import { useUserInPath } from './userQuery.ts'

/** The qualifications a user was given, and those that come with their place in the organisation; and how far along they are. */
export function QualificationsTab() {
  const user = useUserInPath()
  return user ? <Held key={user.id} user={user} /> : <Skeleton />
}

function Held({ user }: { user: User }) {
  const { t } = useTranslation()
  const [picking, setPicking] = useState(false)
  const { data: enrollments } = useQuery(enrollmentsQuery(user.id))
  const followed = useFollowed()
  const draft = useSetDraft<Named>(user.qualifications)
  const body = { qualificationIds: draft.whole.map(({ id }) => id) }
  const version = versionAt(readUser, { userId: user.id })
  const save = useAct((_: typeof draft.changes) => saveUser(user.id, body, version), {
    problem: 'mine',
    waits: false,
    batch: ({ outcome }) => outcome,
    done: ({ name, outcome }, changes) => {
      draft.saved(changes)
      return followed(name, outcome)
    },
  })
  return (
    <>
      <Suspended user={user} />
      <section aria-labelledby="held">
        <div className={styles.line}>
          <h2 id="held">{t('user:held.title')}</h2>
          <Button icon={<IconPlus />} onClick={() => setPicking(true)}>
            {t('user:held.add')}
          </Button>
        </div>
        {draft.shown.length === 0 ? (
          <p className={styles.none}>{t(`user:held.none.${user.status}`, { name: user.name })}</p>
        ) : (
          <Table
            label={t('user:held.title')}
            items={draft.shown}
            columns={[
              {
                key: 'name',
                header: t('user:qualification'),
                cell: ({ id, name }) => <TextLink to={`/organise/qualifications/${id}`}>{name}</TextLink>,
              },
              {
                key: 'progress',
                header: t('user:held.progress'),
                width: '200px',
                cell: (one) =>
                  enrollments && !draft.isAdded(one) && <Progress {...farAlong(enrollments.items, one.id)} />,
              },
            ]}
            tone={draft.toneOf}
            actions={(one) => <SetActions item={one} name={one.name} draft={draft} />}
            actionsWidth="120px"
          />
        )}
      </section>
      <SaveBar
        dirty={draft.count > 0}
        busy={save.isPending}
        fault={save.error}
        adds
        save={() => save.mutate(draft.changes)}
        discard={() => {
          save.reset()
          draft.clear()
        }}
        impact={
          <ImpactLine
            of={draft.count > 0 ? act(editUser, { params: { userId: user.id }, body }) : undefined}
            name={user.name}
          />
        }
      />
      <QualificationsThrough userId={user.id} />
      <TargetsPicker
        open={picking}
        onClose={() => setPicking(false)}
        title={t('user:held.pick', { name: user.name })}
        searchLabel={t('user:held.search')}
        saveLabel={t('user:held.add')}
        kind="qualification"
        chosen={{ ids: body.qualificationIds, word: t('user:held.already') }}
        most={mostOfKind - body.qualificationIds.length}
        save={draft.add}
      />
    </>
  )
}
