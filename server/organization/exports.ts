import type { z } from 'zod'
import { personColumns } from '../access/person.ts'
import type { Exported } from '../platform/export/export.ts'
import type { member } from './contract.ts'

export const exportedMembers: Exported<z.infer<typeof member>> = {
  file: { en: 'Members', nl: 'Leden', de: 'Mitglieder', fr: 'Membres' },
  columns: personColumns((one) => one),
}
