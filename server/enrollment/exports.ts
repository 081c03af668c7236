import type { z } from 'zod'
import { personColumns } from '../access/person.ts'
import type { Exported, Words } from '../platform/export/export.ts'
import type {
  Cause,
  CauseKind,
  EnrollmentState,
  Holder,
  listPreviewNames,
  Participant,
  PreviewKind,
  ProgressStatus,
} from './contract.ts'

type Say = (words: Words) => string
type Name = z.output<typeof listPreviewNames.response>['items'][number]

const causes: Record<CauseKind, Words> = {
  'by-hand': { en: 'by hand', nl: 'met de hand' },
  'by-manager': { en: 'by a manager', nl: 'door een leidinggevende' },
  import: { en: 'import', nl: 'import' },
  everyone: { en: 'everyone', nl: 'iedereen' },
  user: { en: 'user', nl: 'gebruiker' },
  company: { en: 'company', nl: 'bedrijf' },
  department: { en: 'department', nl: 'afdeling' },
  'department-below': { en: 'department or below', nl: 'afdeling of lager' },
  team: { en: 'team', nl: 'team' },
  function: { en: 'function', nl: 'functie' },
  group: { en: 'group', nl: 'groep' },
  language: { en: 'language', nl: 'taal' },
  managers: { en: 'managers', nl: 'leidinggevenden' },
  reports: { en: 'reports of', nl: 'valt direct onder' },
  'all-reports': { en: 'reports at any depth of', nl: 'valt onder' },
  rule: { en: 'rule', nl: 'regel' },
  qualification: { en: 'qualification', nl: 'kwalificatie' },
}
const states: Record<EnrollmentState, Words> = {
  active: { en: 'Required', nl: 'Vereist' },
  kept: { en: 'Kept', nl: 'Behouden' },
  withdrawn: { en: 'Withdrawn', nl: 'Ingetrokken' },
}
const progress: Record<ProgressStatus, Words> = {
  'not-started': { en: 'Not started', nl: 'Niet begonnen' },
  started: { en: 'Started', nl: 'Begonnen' },
  completed: { en: 'Completed', nl: 'Afgerond' },
  expired: { en: 'Expired', nl: 'Verlopen' },
}
const happens: Record<PreviewKind, Words> = {
  enrolled: { en: 'Enrolled', nl: 'Ingeschreven' },
  resumed: { en: 'Resumed', nl: 'Hervat' },
  'required-again': { en: 'Required again', nl: 'Weer vereist' },
  kept: { en: 'Kept', nl: 'Behouden' },
  withdrawn: { en: 'Withdrawn', nl: 'Ingetrokken' },
  already: { en: 'Already enrolled', nl: 'Al ingeschreven' },
  excluded: { en: 'Excluded', nl: 'Uitgesloten' },
}
const why: Words = { en: 'Why', nl: 'Waarom' }

export const exportedParticipants: Exported<Participant> = {
  file: { en: 'Participants', nl: 'Deelnemers' },
  columns: [
    ...personColumns<Participant>(({ user }) => user),
    { key: 'why', header: why, value: (one, say) => causesOf(one.causes, say) },
    { key: 'state', header: { en: 'Enrollment', nl: 'Inschrijving' }, value: (one, say) => say(states[one.state]) },
    { key: 'progress', header: { en: 'Progress', nl: 'Voortgang' }, value: (one, say) => say(progress[one.status]) },
    { key: 'completedOn', header: { en: 'Completed on', nl: 'Afgerond op' }, value: (one) => one.completedOn },
    {
      key: 'enrolledAt',
      header: { en: 'Enrolled on', nl: 'Ingeschreven op' },
      value: (one) => one.enrolledAt.slice(0, 10),
    },
  ],
}

export const exportedHolders: Exported<Holder> = {
  file: { en: 'Holders', nl: 'Houders' },
  columns: [
    ...personColumns<Holder>(({ user }) => user),
    {
      key: 'since',
      header: { en: 'Given since', nl: 'Gegeven sinds' },
      value: (one) => one.since?.slice(0, 10) ?? null,
    },
    { key: 'through', header: { en: 'Through', nl: 'Via' }, value: (one, say) => causesOf(one.through, say) },
    { key: 'completed', header: { en: 'Completed', nl: 'Afgerond' }, value: (one) => one.completed },
    { key: 'total', header: { en: 'Of', nl: 'Van' }, value: (one) => one.total },
  ],
}

/** Whom an act would touch, for someone's agreement. */
export const exportedNames: Exported<Name> = {
  file: { en: 'Whom this touches', nl: 'Wie dit raakt' },
  columns: [
    ...personColumns<Name>(({ user }) => user),
    { key: 'activity', header: { en: 'Learning activity', nl: 'Leeractiviteit' }, value: (one) => one.activity.title },
    { key: 'kind', header: { en: 'What happens', nl: 'Wat er gebeurt' }, value: (one, say) => say(happens[one.kind]) },
    { key: 'why', header: why, value: (one, say) => causesOf(one.causes, say) },
  ],
}

/** "team Night shift; qualification BHV (company Rakema)" */
function causesOf(
  all: ReadonlyArray<Pick<Cause, 'kind' | 'audience'> & { through?: Cause['through'] }>,
  say: Say,
): string {
  return all
    .map(({ kind, audience, through }) => {
      const cause = audience ? `${say(causes[kind])} ${audience.name}` : say(causes[kind])
      return through ? `${say(causes.qualification)} ${through.name} (${cause})` : cause
    })
    .join('; ')
}
