import type { TFunction } from 'i18next'
import { companies, departments, functions, groups, teams } from '../../server/organization/contract.ts'
import { listUsers, readUser, userRole, userStatus } from '../../server/user/contract.ts'
import { call } from '../kit/api.ts'
import type { Filter, Searched } from '../kit/filters.ts'
import { languageChoices } from '../kit/languageNames.ts'
import { companySearch, unitSearch } from './searches.ts'

type Named = Pick<Searched, 'nameOf'>

const nameIn = (kind: typeof companies | typeof departments): Named => ({
  nameOf: async (unitId) => (await call((kind as typeof companies).read, { params: { unitId } })).name,
})

/** Of any company; which one tells those of the same name apart. */
const anyDepartment: Searched = {
  searchKey: [departments.list.path],
  search: async (search, signal) => {
    const page = await call(departments.list, { query: { search, sort: 'name' } }, signal)
    return {
      total: page.total,
      items: page.items.map(({ id, name, company }) => ({ id, title: name, detail: company?.name })),
    }
  },
  ...nameIn(departments),
}

const managers: Searched = {
  searchKey: [listUsers.path, 'with reports'],
  search: async (search, signal) => {
    const page = await call(listUsers, { query: { search, isManager: 'true', sort: 'name', glance: 'true' } }, signal)
    return { total: page.total, items: page.items.map(({ id, name, email }) => ({ id, title: name, detail: email })) }
  },
  nameOf: async (userId) => (await call(readUser, { params: { userId } })).name,
}

/** What the list of users can be narrowed to, in the order of what one looks for most. */
export function userFilters(t: TFunction): Filter[] {
  return [
    {
      name: 'status',
      label: t('user:status'),
      kind: 'one',
      choices: userStatus.options.map((value) => ({ value, label: t(`user:statusOf.${value}`) })),
    },
    { name: 'companyId', label: t('user:company'), kind: 'found', ...companySearch, ...nameIn(companies) },
    { name: 'departmentId', label: t('user:department'), kind: 'found', ...anyDepartment },
    { name: 'teamId', label: t('user:teams'), kind: 'found', ...unitSearch('teams'), ...nameIn(teams) },
    { name: 'functionId', label: t('user:functions'), kind: 'found', ...unitSearch('functions'), ...nameIn(functions) },
    { name: 'groupId', label: t('user:groups'), kind: 'found', ...unitSearch('groups'), ...nameIn(groups) },
    { name: 'managerId', label: t('user:filter.reports'), kind: 'found', ...managers },
    { name: 'underId', label: t('user:filter.under'), kind: 'found', ...managers },
    {
      name: 'isManager',
      label: t('user:filter.isManager'),
      kind: 'one',
      choices: [
        { value: 'true', label: t('user:filter.manages') },
        { value: 'false', label: t('user:filter.managesNot') },
      ],
    },
    {
      name: 'role',
      label: t('user:role'),
      kind: 'one',
      choices: userRole.options.map((value) => ({ value, label: t(`user:roleOf.${value}`) })),
    },
    { name: 'language', label: t('user:language'), kind: 'some', choices: languageChoices },
    { name: 'added', label: t('user:dateAdded'), kind: 'days', from: 'addedFrom', until: 'addedUntil' },
  ]
}
