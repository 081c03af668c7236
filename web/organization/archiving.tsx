import { useTranslation } from 'react-i18next'
import { unitReferences } from '../../server/enrollment/assignment/contract.ts'
import type { UnitListItem } from '../../server/organization/contract.ts'
import { changesSentence } from '../enrollment/changes.ts'
import { type Agreed, foresee } from '../enrollment/Foresight.tsx'
import { withOutcome } from '../enrollment/followed.ts'
import { act } from '../enrollment/impact.ts'
import { References } from '../enrollment/References.tsx'
import { useAct } from '../history/undo.ts'
import { call } from '../kit/api.ts'
import { useFormat } from '../kit/format.ts'
import { query } from '../kit/query.ts'
import { type Kind, kinds } from './kinds.ts'

type Unit = Pick<UnitListItem, 'id' | 'name'>

/** Archives and restores units, after showing what refers to one and whom that touches. */
export function useArchiving(kind: Kind): {
  archive: (unit: Unit) => void
  restore: (unit: Unit) => void
} {
  const { t } = useTranslation()
  const format = useFormat()
  const { archive, restore } = kinds[kind].operations
  const archiving = useAct(
    ({ unit, confirm }: { unit: Unit } & Agreed) =>
      withOutcome(call(archive, { params: { unitId: unit.id }, body: { confirm } })),
    {
      waits: false,
      batch: ({ outcome }) => outcome,
      done: ({ name, outcome }) =>
        `${t('organization:archived.done', { name })} ${changesSentence(t, format, outcome)}`,
    },
  )
  const restoring = useAct(
    ({ unit, confirm, notify }: { unit: Unit } & Agreed) =>
      withOutcome(call(restore, { params: { unitId: unit.id }, body: { confirm, notify } })),
    {
      waits: false,
      batch: ({ outcome }) => outcome,
      done: ({ name, outcome }) =>
        `${t('organization:archived.restored', { name })} ${changesSentence(t, format, outcome)}`,
    },
  )
  return {
    archive: (unit) => {
      const params = { unitId: unit.id }
      foresee({
        title: t('organization:archived.title', { name: unit.name }),
        text: (
          <>
            <p>{t(`organization:${kind}.archiveText`)}</p>
            <References of={query(unitReferences, { params: { unit: kind, ...params } })} people="members" />
          </>
        ),
        action: t('organization:archived.archive'),
        danger: true,
        act: act(archive, { params, body: {} }),
        does: (agreed) => archiving.mutateAsync({ unit, ...agreed }),
      })
    },
    restore: (unit) =>
      foresee({
        title: t('organization:archived.restoreTitle', { name: unit.name }),
        text: <p>{t(`organization:${kind}.restoreText`)}</p>,
        action: t('organization:archived.restore'),
        act: act(restore, { params: { unitId: unit.id }, body: {} }),
        mayNotify: true,
        does: (agreed) => restoring.mutateAsync({ unit, ...agreed }),
      }),
  }
}
