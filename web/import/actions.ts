import {
  IconBriefcase,
  IconCalendarCheck,
  IconCategory,
  IconCertificate,
  IconUserCheck,
  IconUserMinus,
  IconUserPlus,
  IconUsersGroup,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import type { ImportAction } from '../../server/import/contract.ts'

type Icon = ComponentType<{ size?: number | string; stroke?: number | string }>

/** What a file can do, in the order in which it is offered. */
export const actionIcons: Record<ImportAction, Icon> = {
  enroll: IconUserCheck,
  unenroll: IconUserMinus,
  users: IconUserPlus,
  teams: IconUsersGroup,
  functions: IconBriefcase,
  groups: IconCategory,
  qualifications: IconCertificate,
  completions: IconCalendarCheck,
}
