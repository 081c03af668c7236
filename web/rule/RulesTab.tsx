import { IconPlus, IconRoute } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { countRules, listRules, type RuleListItem, ruleState } from '../../server/rule/contract.ts'
import { ButtonLink } from '../kit/Button.tsx'
import { useIsShown } from '../kit/columns.ts'
import { useCounted } from '../kit/counted.ts'
import { useFormat } from '../kit/format.ts'
import { List } from '../kit/ListPage.tsx'
import { query } from '../kit/query.ts'
import { Bone } from '../kit/states.tsx'
import type { Column } from '../kit/Table.tsx'
import { UrlFilter } from '../kit/UrlFilter.tsx'
import { useUrl } from '../kit/url.ts'
import { Why } from '../kit/Why.tsx'
import { RuleState } from './RuleState.tsx'
import styles from './RulesTab.module.css'
import { criteriaSentence } from './sentence.ts'

const inUrl = z.object({ state: ruleState.optional(), frozen: z.enum(['true', 'false']).optional() })

/** The enrollment rules: a tab of Organise. */
export function RulesTab() {
  const { t } = useTranslation()
  const [{ state, frozen }] = useUrl(inUrl)
  const source = { operation: listRules, query: { state, frozen } }
  const counts = useCounted(source, 'name', (ruleIds) => query(countRules, { query: { ruleIds } }), {
    when: useIsShown('rules', 'people'),
  })
  return (
    <List
      label={t('rule:rules')}
      source={source}
      searchLabel={t('rule:search')}
      defaultSort="name"
      remembers="rules"
      exports="chosen"
      columns={useColumns(counts)}
      itemTo={(rule) => `/organise/rules/${rule.id}`}
      editName={(rule) => rule.name}
      filters={
        <>
          <UrlFilter
            name="state"
            label={t('rule:stateLabel')}
            all={t('rule:anyState')}
            choices={ruleState.options.map((value) => ({ value, label: t(`rule:state.${value}`) }))}
          />
          <UrlFilter
            name="frozen"
            label={t('rule:frozen')}
            all={t('rule:frozenOrNot')}
            choices={[
              { value: 'true', label: t('rule:onlyFrozen') },
              { value: 'false', label: t('rule:notFrozen') },
            ]}
          />
        </>
      }
      toolbar={
        <ButtonLink look="primary" icon={<IconPlus />} to="/organise/rules/new">
          {t('rule:new')}
        </ButtonLink>
      }
      empty={{ icon: <IconRoute />, title: t('rule:none'), text: t('rule:noneText') }}
    />
  )
}

function useColumns(counts: ReadonlyMap<number, { count: number }>): Column<RuleListItem>[] {
  const { t } = useTranslation()
  const { number } = useFormat()
  return [
    { key: 'name', header: t('rule:name'), cell: (rule) => rule.name, sortable: true, wrap: true },
    {
      key: 'whom',
      header: t('rule:whom'),
      wrap: true,
      width: '34%',
      priority: 2,
      cell: (rule) => <Whom rule={rule} />,
    },
    {
      key: 'leadsTo',
      header: t('rule:leadsTo'),
      wrap: true,
      width: '20%',
      priority: 2,
      cell: (rule) => <Targets rule={rule} />,
    },
    { key: 'state', header: t('rule:stateLabel'), cell: (rule) => <RuleState rule={rule} />, width: '132px' },
    {
      key: 'people',
      header: t('rule:people'),
      align: 'end',
      width: '76px',
      cell: ({ id, state }) => {
        const { count } = counts.get(id) ?? {}
        if (count === undefined) return <Bone width={24} />
        // Of these nobody is in it: they are those who would be.
        const isIdle = state === 'draft' || state === 'ended'
        return <span className={isIdle ? styles.idle : undefined}>{number(count)}</span>
      },
    },
  ]
}

/** Whom the rule is about; of one that is frozen also what broke it. */
function Whom({ rule: { criteria, frozen, archived } }: { rule: RuleListItem }) {
  const { t, i18n } = useTranslation()
  const { list } = useFormat()
  return (
    <span className={styles.whom}>
      <Why {...criteriaSentence(criteria, { t, language: i18n.language, shown: 3, shownCriteria: 4 })} />
      {frozen && (
        <span className={styles.broken}>
          {t('rule:archivedIs', { count: archived.length, names: list(archived.map(({ name }) => name)) })}
        </span>
      )}
    </span>
  )
}

const shownTargets = 2

function Targets({ rule: { targets, targetCount } }: { rule: RuleListItem }) {
  const { t } = useTranslation()
  const { list, number } = useFormat()
  if (targetCount === 0) return <span className={styles.nowhere}>{t('rule:nowhere')}</span>
  const shown = targets.slice(0, targetCount > shownTargets + 1 ? shownTargets : undefined).map(({ name }) => name)
  const others = targetCount - shown.length
  return list(others > 0 ? [...shown, t('rule:others', { count: others, shown: number(others) })] : shown)
}
