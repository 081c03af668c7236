import { IconCertificate, IconPlus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AssignmentTarget } from '../../server/enrollment/assignment/contract.ts'
import { mostTargets } from '../../server/rule/contract.ts'
import { ActivityType } from '../enrollment/ActivityType.tsx'
import { TargetsPicker } from '../enrollment/TargetsPicker.tsx'
import criterion from './Criterion.module.css'
import styles from './Targets.module.css'
import type { RuleDraft } from './useRuleDraft.ts'

/** "is enrolled in Forklift basics and holds BHV": what the rule leads to. */
export function Targets({ rule }: { rule: RuleDraft }) {
  const { t } = useTranslation()
  const [picking, setPicking] = useState(false)
  const { targets } = rule.draft
  const activities = targets.filter(({ kind }) => kind === 'activity')
  const qualifications = targets.filter(({ kind }) => kind === 'qualification')
  const remove = ({ id }: AssignmentTarget) => rule.set({ targets: targets.filter((one) => one.id !== id) })
  return (
    <>
      <ul className={criterion.sentence} aria-label={t('rule:leadsTo')}>
        {(activities.length > 0 || qualifications.length === 0) && (
          <li className={criterion.word}>{t('rule:words.enrolledIn')}</li>
        )}
        {activities.map((one) => (
          <TargetChip key={one.id} target={one} remove={() => remove(one)} />
        ))}
        {qualifications.length > 0 && (
          <li className={criterion.word}>{activities.length > 0 ? t('rule:words.andHolds') : t('rule:words.holds')}</li>
        )}
        {qualifications.map((one) => (
          <TargetChip key={one.id} target={one} remove={() => remove(one)} />
        ))}
        <li>
          <button
            type="button"
            className={criterion.add}
            onClick={() => setPicking(true)}
            aria-label={t('rule:targets.add')}
          >
            <IconPlus size={14} aria-hidden />
            {t('rule:add')}
          </button>
        </li>
      </ul>
      <TargetPicker open={picking} onClose={() => setPicking(false)} rule={rule} />
    </>
  )
}

function TargetChip({ target, remove }: { target: AssignmentTarget; remove: () => void }) {
  const { t } = useTranslation()
  const title = target.archived ? t('rule:archivedName', { name: target.name }) : target.name
  return (
    <li className={styles.target} data-archived={target.archived || undefined}>
      {target.type ? <ActivityType type={target.type} quiet /> : <IconCertificate size={16} stroke={1.6} aria-hidden />}
      <span>{title}</span>
      <button type="button" aria-label={t('kit:picker.remove', { title: target.name })} onClick={remove}>
        <IconX size={13} aria-hidden />
      </button>
    </li>
  )
}

function TargetPicker({ open, onClose, rule }: { open: boolean; onClose: () => void; rule: RuleDraft }) {
  const { t } = useTranslation()
  const { targets } = rule.draft
  return (
    <TargetsPicker
      open={open}
      onClose={onClose}
      title={t('rule:targets.title')}
      subtitle={t('rule:targets.subtitle')}
      searchLabel={t('rule:targets.search')}
      saveLabel={t('rule:targets.save')}
      chosen={{ ids: targets.map(({ id }) => id), word: t('rule:targets.already') }}
      most={mostTargets - targets.length}
      save={(picked) => rule.set({ targets: [...targets, ...picked] })}
    />
  )
}
