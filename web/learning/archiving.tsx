import { useTranslation } from 'react-i18next'
import { activityReferences, qualificationReferences } from '../../server/enrollment/assignment/contract.ts'
import {
  archiveActivity,
  archiveQualification,
  restoreActivity,
  restoreQualification,
} from '../../server/learning/contract.ts'
import type { Named } from '../../server/platform/contract.ts'
import { changesSentence } from '../enrollment/changes.ts'
import { type Agreed, foresee } from '../enrollment/Foresight.tsx'
import { withOutcome } from '../enrollment/followed.ts'
import { act } from '../enrollment/impact.ts'
import { References } from '../enrollment/References.tsx'
import { useAct } from '../history/undo.ts'
import { call } from '../kit/api.ts'
import { useFormat } from '../kit/format.ts'
import { query } from '../kit/query.ts'

type Body = Partial<Agreed>
type Thing = {
  people: 'participants' | 'holders'
  referencesOf: (id: number) => Parameters<typeof References>[0]['of']
  archive: (id: number, body: Body) => Promise<{ batchId: number }>
  restore: (id: number, body: Body) => Promise<{ batchId: number }>
  archiveAct: (id: number) => ReturnType<typeof act>
  restoreAct: (id: number) => ReturnType<typeof act>
}

const things: Record<'activity' | 'qualification', Thing> = {
  activity: {
    people: 'participants',
    referencesOf: (activityId) => query(activityReferences, { params: { activityId } }) as never,
    archive: (activityId, { confirm }) => call(archiveActivity, { params: { activityId }, body: { confirm } }),
    restore: (activityId, body) => call(restoreActivity, { params: { activityId }, body }),
    archiveAct: (activityId) => act(archiveActivity, { params: { activityId }, body: {} }),
    restoreAct: (activityId) => act(restoreActivity, { params: { activityId }, body: {} }),
  },
  qualification: {
    people: 'holders',
    referencesOf: (qualificationId) => query(qualificationReferences, { params: { qualificationId } }) as never,
    archive: (qualificationId, { confirm }) =>
      call(archiveQualification, { params: { qualificationId }, body: { confirm } }),
    restore: (qualificationId, body) => call(restoreQualification, { params: { qualificationId }, body }),
    archiveAct: (qualificationId) => act(archiveQualification, { params: { qualificationId }, body: {} }),
    restoreAct: (qualificationId) => act(restoreQualification, { params: { qualificationId }, body: {} }),
  },
}

type Doing = { of: Named; does: 'archive' | 'restore'; agreed: Agreed }

/** Archives and restores learning activities or qualifications, after showing what refers to one and whom that touches. */
export function useArchiving(kind: keyof typeof things) {
  const { t } = useTranslation()
  const format = useFormat()
  const thing = things[kind]
  const doing = useAct(({ of, does, agreed }: Doing) => withOutcome(thing[does](of.id, agreed)), {
    waits: false,
    batch: ({ outcome }) => outcome,
    done: ({ outcome }, { of: { name }, does }) => {
      const told = t(does === 'archive' ? 'organization:archived.done' : 'organization:archived.restored', { name })
      return `${told} ${changesSentence(t, format, outcome)}`
    },
  })
  return {
    archive: (of: Named) =>
      foresee({
        title: t('organization:archived.title', { name: of.name }),
        text: (
          <>
            <p>{t(`learning:archiving.${kind}`)}</p>
            <References of={thing.referencesOf(of.id)} people={thing.people} />
          </>
        ),
        action: t('organization:archived.archive'),
        danger: true,
        act: thing.archiveAct(of.id),
        does: (agreed) => doing.mutateAsync({ of, does: 'archive', agreed }),
      }),
    restore: (of: Named) =>
      foresee({
        title: t('organization:archived.restoreTitle', { name: of.name }),
        text: <p>{t(`learning:restoring.${kind}`)}</p>,
        action: t('organization:archived.restore'),
        act: thing.restoreAct(of.id),
        mayNotify: true,
        does: (agreed) => doing.mutateAsync({ of, does: 'restore', agreed }),
      }),
  }
}
