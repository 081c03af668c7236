import { personColumns } from '../access/person.ts'
import type { Exported, Words } from '../platform/export/export.ts'
import type { listTeamMembers, UserListItem, UserRole, UserStatus } from './contract.ts'

const statuses: Record<UserStatus, Words> = {
  active: { en: 'Active', nl: 'Actief' },
  inactive: { en: 'Inactive', nl: 'Inactief' },
}
const roles: Record<UserRole, Words> = {
  administrator: { en: 'Administrator', nl: 'Beheerder' },
  learner: { en: 'Learner', nl: 'Deelnemer' },
}
const enrollments: Words = { en: 'Enrollments', nl: 'Inschrijvingen' }

/** Everyone who matches, as the list of users shows them. */
export const exportedUsers: Exported<UserListItem> = {
  file: { en: 'Users', nl: 'Gebruikers' },
  columns: [
    ...personColumns<UserListItem>((user) => user),
    {
      key: 'employeeNumber',
      header: { en: 'Employee number', nl: 'Personeelsnummer' },
      value: (user) => user.employeeNumber,
    },
    { key: 'manager', header: { en: 'Manager', nl: 'Leidinggevende' }, value: (user) => user.manager?.name ?? null },
    { key: 'language', header: { en: 'Language', nl: 'Taal' }, value: (user) => user.language },
    { key: 'role', header: { en: 'Role', nl: 'Rol' }, value: (user, say) => say(roles[user.role]) },
    { key: 'enrollments', header: enrollments, value: (user) => user.enrollments },
    { key: 'addedOn', header: { en: 'Added', nl: 'Toegevoegd' }, value: (user) => user.addedOn },
    { key: 'status', header: { en: 'Status', nl: 'Status' }, value: (user, say) => say(statuses[user.status]) },
  ],
}

type TeamMember = (typeof listTeamMembers)['response']['_output']['items'][number]

export const exportedTeam: Exported<TeamMember> = {
  file: { en: 'My Team', nl: 'Mijn team' },
  columns: [
    ...personColumns<TeamMember>((member) => member),
    { key: 'enrollments', header: enrollments, value: (member) => member.enrollments },
    { key: 'completed', header: { en: 'Completed', nl: 'Afgerond' }, value: (member) => member.completed },
  ],
}
