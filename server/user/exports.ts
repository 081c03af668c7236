import { personColumns } from '../access/person.ts'
import type { Exported, Words } from '../platform/export/export.ts'
import type { listTeamMembers, UserListItem, UserRole, UserStatus } from './contract.ts'

const statuses: Record<UserStatus, Words> = {
  active: { en: 'Active', nl: 'Actief', de: 'Aktiv', fr: 'Active' },
  inactive: { en: 'Inactive', nl: 'Inactief', de: 'Inaktiv', fr: 'Inactive' },
}
const roles: Record<UserRole, Words> = {
  administrator: { en: 'Administrator', nl: 'Beheerder', de: 'Administration', fr: 'Administration' },
  learner: { en: 'Learner', nl: 'Deelnemer', de: 'Lernende', fr: 'Apprenant' },
}
const enrollments: Words = { en: 'Enrollments', nl: 'Inschrijvingen', de: 'Einschreibungen', fr: 'Inscriptions' }

/** Everyone who matches, as the list of users shows them. */
export const exportedUsers: Exported<UserListItem> = {
  file: { en: 'Users', nl: 'Gebruikers', de: 'Personen', fr: 'Personnes' },
  columns: [
    ...personColumns<UserListItem>((user) => user),
    {
      key: 'employeeNumber',
      header: { en: 'Employee number', nl: 'Personeelsnummer', de: 'Personalnummer', fr: 'Matricule' },
      value: (user) => user.employeeNumber,
    },
    {
      key: 'manager',
      header: { en: 'Manager', nl: 'Leidinggevende', de: 'Führungskraft', fr: 'Responsable' },
      value: (user) => user.manager?.name ?? null,
    },
    {
      key: 'language',
      header: { en: 'Language', nl: 'Taal', de: 'Sprache', fr: 'Langue' },
      value: (user) => user.language,
    },
    {
      key: 'role',
      header: { en: 'Role', nl: 'Rol', de: 'Rolle', fr: 'Rôle' },
      value: (user, say) => say(roles[user.role]),
    },
    { key: 'enrollments', header: enrollments, value: (user) => user.enrollments },
    {
      key: 'addedOn',
      header: { en: 'Added', nl: 'Toegevoegd', de: 'Hinzugefügt', fr: 'Ajout' },
      value: (user) => user.addedOn,
    },
    {
      key: 'status',
      header: { en: 'Status', nl: 'Status', de: 'Status', fr: 'Statut' },
      value: (user, say) => say(statuses[user.status]),
    },
  ],
}

type TeamMember = (typeof listTeamMembers)['response']['_output']['items'][number]

export const exportedTeam: Exported<TeamMember> = {
  file: { en: 'My Team', nl: 'Mijn team', de: 'Mein Team', fr: 'Mon équipe' },
  columns: [
    ...personColumns<TeamMember>((member) => member),
    { key: 'enrollments', header: enrollments, value: (member) => member.enrollments },
    {
      key: 'completed',
      header: { en: 'Completed', nl: 'Voltooid', de: 'Abgeschlossen', fr: 'Terminé' },
      value: (member) => member.completed,
    },
  ],
}
