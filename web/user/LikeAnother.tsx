import { IconUsers } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Enrollment, enrollUser } from '../../server/enrollment/contract.ts'
import type { Named } from '../../server/platform/contract.ts'
import { enrollmentsQuery } from '../enrollment/EnrollmentList.tsx'
import { EnrollmentWhy } from '../enrollment/EnrollmentWhy.tsx'
import { ImpactLine } from '../enrollment/ImpactLine.tsx'
import { act } from '../enrollment/impact.ts'
import { Notify } from '../enrollment/Notify.tsx'
import { asDone, enrolledSentence, undoable } from '../enrollment/outcome.ts'
import { useAct } from '../history/undo.ts'
import { call } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { Tick } from '../kit/fields.tsx'
import { useFormat } from '../kit/format.ts'
import { SearchList } from '../kit/SearchList.tsx'
import { Sheet } from '../kit/Sheet.tsx'
import { EmptyState, ErrorState, ProblemNote, Skeleton } from '../kit/states.tsx'
import { lacking } from './difference.ts'
import { findUsers } from './findUsers.ts'
import styles from './LikeAnother.module.css'

/**
 * *Like another person*: shows what somebody else has to do and this one has not, enrolls by hand in what is ticked, and names what
 * only this one has, which stays.
 */
export function LikeAnother({ user }: { user: Named }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const [other, setOther] = useState<Named>()
  const close = () => {
    setOpen(false)
    setOther(undefined)
  }
  return (
    <>
      <Button look="quiet" icon={<IconUsers />} onClick={() => setOpen(true)}>
        {t('user:like.action')}
      </Button>
      {open && !other && (
        <Sheet open onClose={close} title={t('user:like.title', { name: user.name })} subtitle={t('user:like.text')}>
          <SearchList
            label={t('user:like.search')}
            searchKey={['like', user.id]}
            search={async (term, signal) => {
              const { items, total, ...found } = await findUsers(term, signal)
              const others = items.filter(({ id }) => id !== user.id)
              return { ...found, items: others, total: total - (items.length - others.length) }
            }}
            choose={({ id, title }) => setOther({ id, name: title })}
          />
        </Sheet>
      )}
      {open && other && <Difference user={user} other={other} onClose={close} back={() => setOther(undefined)} />}
    </>
  )
}

type DifferenceProps = { user: Named; other: Named; onClose: () => void; back: () => void }

function Difference({ user, other, onClose, back }: DifferenceProps) {
  const { t } = useTranslation()
  const { list } = useFormat()
  const own = useQuery(enrollmentsQuery(user.id))
  const theirs = useQuery(enrollmentsQuery(other.id))
  const [left, setLeft] = useState<ReadonlySet<number>>(new Set())
  const [notify, setNotify] = useState(true)
  const fault = own.error ?? theirs.error
  const missing = own.data && theirs.data && lacking(theirs.data.items, own.data.items)
  const beyond = own.data && theirs.data ? lacking(own.data.items, theirs.data.items) : []
  const activityIds = (missing ?? []).map(({ activity }) => activity.id).filter((id) => !left.has(id))
  const enroll = useAct(() => call(enrollUser, { params: { userId: user.id }, body: { activityIds, notify } }), {
    problem: 'mine',
    batch: undoable,
    done: (answer) => {
      onClose()
      return asDone(answer, enrolledSentence(t, list, user.name, answer))
    },
  })
  const tick = (id: number, on: boolean) =>
    setLeft((before) => new Set(on ? [...before].filter((one) => one !== id) : [...before, id]))
  const planned =
    activityIds.length > 0 ? act(enrollUser, { params: { userId: user.id }, body: { activityIds } }) : undefined
  return (
    <Sheet
      open
      onClose={onClose}
      title={t('user:like.difference', { name: user.name, other: other.name })}
      subtitle={missing && t('user:like.lacks', { count: missing.length, name: user.name, other: other.name })}
      width={560}
      footer={
        <>
          <div className={styles.options}>
            <ImpactLine of={planned} name={user.name} />
            <ProblemNote fault={enroll.error} />
            {planned && (
              <Notify checked={notify} onChange={setNotify} label={t('enrollment:notify.one', { name: user.name })} />
            )}
          </div>
          <Button onClick={back}>{t('user:like.back')}</Button>
          <Button look="primary" busy={enroll.isPending} disabled={!planned} onClick={() => enroll.mutate()}>
            {t('enrollment:enrollmentsAdded')}
          </Button>
        </>
      }
    >
      {fault ? (
        <ErrorState fault={fault} retry={() => void Promise.all([own.refetch(), theirs.refetch()])} />
      ) : !missing ? (
        <Skeleton rows={6} />
      ) : missing.length === 0 ? (
        <EmptyState icon={<IconUsers />} title={t('user:like.alike', { name: user.name, other: other.name })} />
      ) : (
        <ul className={styles.missing}>
          {missing.map((one) => (
            <Missing key={one.activity.id} one={one} ticked={!left.has(one.activity.id)} tick={tick} />
          ))}
        </ul>
      )}
      {beyond.length > 0 && (
        <section className={styles.beyond}>
          <h3>{t('user:like.beyond', { count: beyond.length, name: user.name, other: other.name })}</h3>
          <ul>
            {beyond.map(({ activity }) => (
              <li key={activity.id}>{activity.title}</li>
            ))}
          </ul>
        </section>
      )}
    </Sheet>
  )
}

type MissingProps = { one: Enrollment; ticked: boolean; tick: (id: number, on: boolean) => void }

/** What the other has to do, and why they have. */
function Missing({ one, ticked, tick }: MissingProps) {
  return (
    <li>
      <Tick label={one.activity.title} checked={ticked} onChange={(on) => tick(one.activity.id, on)} />
      <p className={styles.why}>
        <EnrollmentWhy of={one} />
      </p>
    </li>
  )
}
