import { useTranslation } from 'react-i18next'
import {
  assignActivity,
  assignedTo,
  assignQualification,
  qualificationAssignedTo,
} from '../../server/enrollment/assignment/contract.ts'
import { query } from '../kit/query.ts'
import { useIdInPath } from '../kit/url.ts'
import { Leading } from './Leading.tsx'

/** What leads to a learning activity: units, rules, and qualifications that contain it. */
export function AssignedToTab() {
  const { t } = useTranslation()
  const activityId = useIdInPath('activityId')
  return (
    <Leading
      key={activityId}
      read={query(assignedTo, { params: { activityId } })}
      edit={assignActivity}
      params={{ activityId }}
      intoQualifications
      text={t('learning:leading.noneText')}
    />
  )
}

/** What leads to a qualification: units and rules. */
export function QualificationAssignedToTab() {
  const { t } = useTranslation()
  const qualificationId = useIdInPath('qualificationId')
  return (
    <Leading
      key={qualificationId}
      read={query(qualificationAssignedTo, { params: { qualificationId } }) as never}
      edit={assignQualification as never}
      params={{ qualificationId } as never}
      text={t('learning:qualification.leadingText')}
    />
  )
}
