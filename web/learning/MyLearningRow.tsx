import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Enrollment } from '../../server/enrollment/contract.ts'
import { ActivityType } from '../enrollment/ActivityType.tsx'
import { EnrollmentWhy } from '../enrollment/EnrollmentWhy.tsx'
import { Standing } from '../enrollment/Standing.tsx'
import { useFormat } from '../kit/format.ts'
import { MyLearningActions } from './MyLearningActions.tsx'
import styles from './MyLearningPage.module.css'

/** One more thing that one is enrolled in. */
export function MyLearningRow({ enrollment }: { enrollment: Enrollment }) {
  const { t } = useTranslation()
  const { day } = useFormat()
  const title = useId()
  const { activity, status, validUntil } = enrollment
  const byOthers = !activity.selfCompletion && status !== 'completed'
  const runsOut = status === 'completed' && validUntil !== null
  return (
    <li className={styles.row}>
      <div>
        <h3>
          <span className={styles.name}>
            <ActivityType type={activity.type} quiet />
            <span id={title}>{activity.title}</span>
          </span>
          <Standing {...enrollment} />
        </h3>
        <p>
          <EnrollmentWhy of={enrollment} subject="you" />
          {byOthers && ` ${t('mylearning:byOthers')}`}
          {runsOut && ` ${t('mylearning:validUntil', { day: day(validUntil) })}`}
        </p>
      </div>
      <MyLearningActions enrollment={enrollment} titleId={title} />
    </li>
  )
}
