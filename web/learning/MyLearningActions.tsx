import { IconCheck, IconExternalLink } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { completeActivity, type Enrollment, startActivity } from '../../server/enrollment/contract.ts'
import { call } from '../kit/api.ts'
import { Button, ButtonOut } from '../kit/Button.tsx'
import { confirm } from '../kit/Confirm.tsx'
import { useCommand } from '../kit/query.ts'
import styles from './MyLearningPage.module.css'

type ActionsProps = {
  enrollment: Enrollment
  /** The element that names the activity: many buttons on the page are called the same. */
  titleId: string
  prominent?: boolean
}

/** **Open**, which marks it started, and *Mark complete* where the learner may. */
export function MyLearningActions({ enrollment, titleId, prominent = false }: ActionsProps) {
  const { t } = useTranslation()
  const { user, activity, status } = enrollment
  const params = { userId: user.id, activityId: activity.id }
  const start = useCommand(() => call(startActivity, { params }))
  const complete = useCommand(() => call(completeActivity, { params, body: {} }), {
    done: () => t('mylearning:done', { title: activity.title }),
  })
  const isDone = status === 'completed'
  const mayComplete = activity.selfCompletion && !isDone
  const markComplete = async () => {
    const agreed = await confirm({
      title: t('mylearning:completeTitle', { title: activity.title }),
      text: t('mylearning:completeText'),
      action: t('mylearning:complete'),
    })
    if (agreed) complete.mutate()
  }
  return (
    <div className={styles.actions}>
      {activity.link !== '' && (
        <ButtonOut
          href={activity.link}
          look={prominent ? 'primary' : 'plain'}
          icon={<IconExternalLink />}
          aria-describedby={titleId}
          onClick={() => {
            if (status === 'not-started') start.mutate()
          }}
        >
          {t('mylearning:open')}
        </ButtonOut>
      )}
      {mayComplete && (
        <Button
          look={prominent && activity.link === '' ? 'primary' : 'plain'}
          icon={<IconCheck />}
          busy={complete.isPending}
          aria-describedby={titleId}
          onClick={() => void markComplete()}
        >
          {t('mylearning:complete')}
        </Button>
      )}
      {prominent && !activity.selfCompletion && !isDone && (
        <span className={styles.byOthers}>{t('mylearning:byOthers')}</span>
      )}
    </div>
  )
}
