import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { User } from '../../server/user/contract.ts'
import { Columns, useField } from '../kit/Form.tsx'
import { MultiSearchSelect, SearchSelect } from '../kit/SearchSelect.tsx'
import { chosen, companySearch, departmentSearch, managerSearch, unitSearch } from './searches.ts'

const none: Pick<User, 'teams' | 'functions' | 'groups'> = { teams: [], functions: [], groups: [] }

/** Where somebody stands in the organisation: the fields of a new user and of the tab *Organisation*. */
export function PlaceFields({ user }: { user?: User }) {
  const { t } = useTranslation()
  const { teams, functions, groups } = user ?? none
  return (
    <>
      <Columns>
        <SearchSelect
          name="companyId"
          label={t('user:company')}
          required
          chosen={user && chosen(user.company)}
          {...companySearch}
        />
        <DepartmentField user={user} />
      </Columns>
      <MultiSearchSelect
        name="teamIds"
        label={t('user:teams')}
        chosen={teams.map((one) => chosen(one))}
        {...unitSearch('teams')}
      />
      <MultiSearchSelect
        name="functionIds"
        label={t('user:functions')}
        help={t('user:functionHelp')}
        chosen={functions.map((one) => chosen(one))}
        {...unitSearch('functions')}
      />
      <MultiSearchSelect
        name="groupIds"
        label={t('user:groups')}
        chosen={groups.map((one) => chosen(one))}
        {...unitSearch('groups')}
      />
      <SearchSelect
        name="managerId"
        label={t('user:manager')}
        chosen={user && chosen(user.manager)}
        {...managerSearch(user)}
      />
    </>
  )
}

/** A department belongs to a company: with another company goes the department, and comes back with it. */
function DepartmentField({ user }: { user: User | undefined }) {
  const { t } = useTranslation()
  const companyId = useField('companyId').value as number | null
  const { set } = useField('departmentId')
  const before = useRef(companyId)
  useEffect(() => {
    if (before.current === companyId) return
    before.current = companyId
    set(companyId !== null && companyId === user?.company.id ? (user.department?.id ?? null) : null)
  }, [companyId, set, user])
  return (
    <SearchSelect
      name="departmentId"
      label={t('user:department')}
      disabled={companyId === null}
      placeholder={t(companyId === null ? 'user:companyFirst' : 'user:noDepartment')}
      chosen={user && chosen(user.department)}
      {...departmentSearch(companyId ?? 0)}
    />
  )
}
