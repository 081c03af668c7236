import { IconPlus, IconUpload, IconUsers } from '@tabler/icons-react'
import { useState } from 'react'
import { z } from 'zod'
import { companies } from '../../../server/organization/contract.ts'
import { listUsers, newUser } from '../../../server/user/contract.ts'
import { call } from '../api.ts'
import { Button, IconButton } from '../Button.tsx'
import { Columns, FormSheet } from '../Form.tsx'
import { DateField, SelectField, SwitchField, TextField } from '../fields.tsx'
import { ListPage } from '../ListPage.tsx'
import { RelativeDate } from '../RelativeDate.tsx'
import { SearchSelect } from '../SearchSelect.tsx'
import { StateBadge } from '../StateBadge.tsx'
import { toast } from '../toast.tsx'
import { useForm } from '../useForm.ts'

type Kind = 'people' | 'empty' | 'slow' | 'broken'

/** The company whose users are asked for: the server of the gallery knows what to make of it. */
const companyOf: Record<Kind, number | undefined> = { people: undefined, empty: 901, slow: 902, broken: 903 }

function People({ kind }: { kind: Kind }) {
  const [adding, setAdding] = useState(false)
  const add = (
    <Button look="primary" icon={<IconPlus />} onClick={() => setAdding(true)}>
      Add user
    </Button>
  )
  return (
    <>
      <ListPage
        title="Users"
        source={{ operation: listUsers, query: { companyId: companyOf[kind] } }}
        searchLabel="Search users"
        defaultSort="name"
        columns={[
          { key: 'name', header: 'Name', cell: (user) => user.name, sortable: true, width: '22%' },
          { key: 'email', header: 'E-mail', cell: (user) => user.email, sortable: true, priority: 2, width: '26%' },
          { key: 'company', header: 'Company', cell: (user) => user.company.name, sortable: true, priority: 2 },
          { key: 'department', header: 'Department', cell: (user) => user.department?.name, priority: 3 },
          {
            key: 'enrollments',
            header: 'Enrollments',
            cell: (user) => user.enrollments,
            align: 'end',
            width: '104px',
            priority: 3,
          },
          {
            key: 'addedOn',
            header: 'Added',
            cell: (user) => <RelativeDate value={user.addedOn} />,
            sortable: true,
            width: '128px',
            priority: 3,
          },
          {
            key: 'status',
            header: 'Status',
            cell: (user) =>
              user.status === 'active' ? (
                <StateBadge tone="quiet">Active</StateBadge>
              ) : (
                <StateBadge tone="ended">Inactive</StateBadge>
              ),
            width: '112px',
          },
        ]}
        itemTo={(user) => `/people/${user.id}`}
        editName={(user) => user.name}
        toolbar={<IconButton label="Upload" icon={<IconUpload />} />}
        more={[{ label: 'Export list', run: () => toast.done('The list is on its way.') }]}
        action={add}
        empty={{
          icon: <IconUsers />,
          title: 'Nobody yet',
          text: 'Users are the people who learn here. Add one, or upload a list.',
          action: add,
        }}
      />
      <NewPerson open={adding} onClose={() => setAdding(false)} />
    </>
  )
}

function NewPerson({ open, onClose }: { open: boolean; onClose: () => void }) {
  const form = useForm({
    initial: {
      name: '',
      email: '',
      employeeNumber: null,
      companyId: null,
      language: 'en',
      addedOn: '2026-11-23',
      invite: true,
    },
    schema: newUser,
    save: (body) => call({ ...listUsers, method: 'POST', body: newUser, response: z.object({}) }, { body }),
    saved: () => {
      toast.done('Added.')
      onClose()
    },
  })
  return (
    <FormSheet form={form} open={open} onClose={onClose} title="New user" submitLabel="Create user">
      <TextField name="name" label="Name" required autoFocus />
      <TextField name="email" label="E-mail" type="email" required help="Invitations and messages go here." />
      <Columns>
        <TextField name="employeeNumber" label="Employee number" />
        <SelectField
          name="language"
          label="Language"
          choices={[
            { value: 'en', label: 'English' },
            { value: 'nl', label: 'Nederlands' },
          ]}
        />
      </Columns>
      <SearchSelect
        name="companyId"
        label="Company"
        required
        searchKey={['/companies']}
        search={async (search, signal) => {
          const page = await call(companies.list, { query: { search } }, signal)
          return { total: page.total, items: page.items.map((one) => ({ id: one.id, title: one.name })) }
        }}
      />
      <DateField name="addedOn" label="Date added" />
      <SwitchField name="invite" label="Send an invitation" help="A link to set a password, valid for seven days." />
    </FormSheet>
  )
}

export const PeoplePage = () => <People kind="people" />
export const EmptyPage = () => <People kind="empty" />
export const SlowPage = () => <People kind="slow" />
export const BrokenPage = () => <People kind="broken" />
