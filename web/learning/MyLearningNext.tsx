import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Enrollment } from '../../server/enrollment/contract.ts'
import { ActivityType } from '../enrollment/ActivityType.tsx'
import { EnrollmentWhy } from '../enrollment/EnrollmentWhy.tsx'
import { Standing } from '../enrollment/Standing.tsx'
import { MyLearningActions } from './MyLearningActions.tsx'
import styles from './MyLearningPage.module.css'

/** The one thing to do now, with all that one needs to begin. */
export function MyLearningNext({ enrollment }: { enrollment: Enrollment }) {
  const { t } = useTranslation()
  const title = useId()
  const { activity, status } = enrollment
  return (
    <section aria-labelledby={title} className={styles.next}>
      <div className={styles.over}>
        <span className={styles.label}>{t(status === 'started' ? 'mylearning:goOn' : 'mylearning:next')}</span>
        <ActivityType type={activity.type} />
        <Standing {...enrollment} />
      </div>
      <h2 id={title}>{activity.title}</h2>
      {activity.description && <p className={styles.description}>{activity.description}</p>}
      <p className={styles.reason}>
        <EnrollmentWhy of={enrollment} subject="you" />
      </p>
      <MyLearningActions enrollment={enrollment} titleId={title} prominent />
    </section>
  )
}
