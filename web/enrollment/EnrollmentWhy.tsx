import { useTranslation } from 'react-i18next'
import type { Enrollment } from '../../server/enrollment/contract.ts'
import { useSession } from '../kit/session.ts'
import { Why } from '../kit/Why.tsx'
import { type Subject, whyEnrolled } from './why.ts'

type Explained = Pick<Enrollment, 'state' | 'enrolledAt' | 'causes'> & { changedAt?: string }

/**
 * Why someone is enrolled, as a sentence; with links for administrators, who may open what it names.
 *
 *     <EnrollmentWhy of={participant} />
 *     <EnrollmentWhy of={enrollment} subject="you" />
 */
export function EnrollmentWhy({ of, subject = 'they' }: { of: Explained; subject?: Subject }) {
  const { t, i18n } = useTranslation()
  const { person } = useSession()
  return <Why {...whyEnrolled(of, { t, language: i18n.language, subject, links: person.role === 'administrator' })} />
}
