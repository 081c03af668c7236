import { useTranslation } from 'react-i18next'
import type { Enrollment } from '../../server/enrollment/contract.ts'
import { useSession } from '../kit/session.ts'
import { Why } from '../kit/Why.tsx'
import styles from './EnrollmentWhy.module.css'
import { type Subject, whyEnrolled } from './why.ts'

type Explained = Pick<Enrollment, 'state' | 'enrolledAt' | 'causes'> & { changedAt?: string }

type EnrollmentWhyProps = {
  of: Explained
  subject?: Subject
  /** Opens the whole explanation; what it is about is said to screen readers. */
  open?: { label: string; run: () => void }
}

/**
 * Why someone is enrolled, as a sentence; with links for administrators, who may open what it names.
 *
 *     <EnrollmentWhy of={participant} open={{ label: participant.user.name, run: () => showWhy(participant.user.id) }} />
 *     <EnrollmentWhy of={enrollment} subject="you" />
 */
export function EnrollmentWhy({ of, subject = 'they', open }: EnrollmentWhyProps) {
  const { t, i18n } = useTranslation()
  const { person } = useSession()
  const why = (
    <Why {...whyEnrolled(of, { t, language: i18n.language, subject, links: person.role === 'administrator' })} />
  )
  if (!open) return why
  return (
    <span>
      {why}{' '}
      <button
        type="button"
        className={styles.more}
        aria-label={t('explanation:open', { title: open.label })}
        onClick={open.run}
      >
        {t('explanation:asks')}
      </button>
    </span>
  )
}
