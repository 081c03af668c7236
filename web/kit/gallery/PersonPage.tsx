import { IconCheck, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { listActivities } from '../../../server/learning/contract.ts'
import { teams } from '../../../server/organization/contract.ts'
import { editUser, findUsersByEmail, readUser, userEdit } from '../../../server/user/contract.ts'
import { call } from '../api.ts'
import { IconButton } from '../Button.tsx'
import { confirm } from '../Confirm.tsx'
import { DetailPage } from '../DetailPage.tsx'
import { Columns, Form, Section } from '../Form.tsx'
import { SelectField, TextField } from '../fields.tsx'
import { MoreMenu } from '../PageHeader.tsx'
import { Picker } from '../Picker.tsx'
import { query } from '../query.ts'
import { RelativeDate } from '../RelativeDate.tsx'
import { MultiSearchSelect } from '../SearchSelect.tsx'
import { StateBadge } from '../StateBadge.tsx'
import { Skeleton } from '../states.tsx'
import { Table } from '../Table.tsx'
import { toast } from '../toast.tsx'
import { useIdInPath } from '../url.ts'
import { useForm } from '../useForm.ts'
import { Why } from '../Why.tsx'

const personQuery = (userId: number) => query(readUser, { params: { userId } })

export function PersonPage() {
  const userId = useIdInPath('userId')
  const { data: user, error, refetch } = useQuery(personQuery(userId))
  return (
    <DetailPage
      breadcrumb={[{ label: 'Users', to: '/people' }]}
      title={user?.name}
      status={user && <StateBadge tone="quiet">Active</StateBadge>}
      facts={
        user && [
          { label: 'E-mail', value: user.email },
          { label: 'Company', value: user.company.name },
          { label: 'Department', value: user.department?.name },
          { label: 'Manager', value: user.manager?.name },
          { label: 'Added', value: <RelativeDate value={user.addedOn} /> },
        ]
      }
      tabs={[
        { label: 'Profile', to: `/people/${userId}` },
        { label: 'Enrollments', to: `/people/${userId}/enrollments`, count: user?.enrollments },
      ]}
      more={[{ label: 'Deactivate', danger: true, run: () => toast.done('Deactivated.') }]}
      fault={error}
      retry={refetch}
    />
  )
}

export function PersonForm() {
  const userId = useIdInPath('userId')
  const { data: user } = useQuery(personQuery(userId))
  const form = useForm({
    initial: {
      name: user?.name ?? '',
      email: user?.email ?? '',
      employeeNumber: user?.employeeNumber ?? null,
      role: user?.role ?? 'learner',
      teamIds: user?.teams.map((team) => team.id) ?? [],
    },
    schema: userEdit,
    changedOnly: true,
    save: (body) => call(editUser, { params: { userId }, body }),
    saved: () => toast.done('Saved.'),
  })
  if (!user) return <Skeleton />
  return (
    <Form form={form}>
      <Section title="Who it is">
        <TextField name="name" label="Name" required />
        <TextField name="email" label="E-mail" type="email" required />
        <Columns>
          <TextField name="employeeNumber" label="Employee number" />
          <SelectField
            name="role"
            label="Role"
            choices={[
              { value: 'learner', label: 'Learner' },
              { value: 'administrator', label: 'Administrator' },
            ]}
          />
        </Columns>
      </Section>
      <Section title="Where in the organisation" text="What a team leads to is enrolled in at once.">
        <MultiSearchSelect
          name="teamIds"
          label="Teams"
          chosen={user.teams.map((team) => ({ id: team.id, title: team.name }))}
          searchKey={['/teams']}
          search={async (search, signal) => {
            const page = await call(teams.list, { query: { search } }, signal)
            return { total: page.total, items: page.items.map((one) => ({ id: one.id, title: one.name })) }
          }}
        />
      </Section>
    </Form>
  )
}

const enrolled = [
  { id: 1, title: 'Forklift basics', done: true, since: '2026-05-03' },
  { id: 2, title: 'Working safely at height', done: false, since: '2026-11-20' },
  { id: 3, title: 'First aid', done: false, since: '2025-02-11' },
]

export function PersonEnrollments() {
  const userId = useIdInPath('userId')
  const [adding, setAdding] = useState(false)
  const end = () =>
    confirm({
      title: 'End this enrollment?',
      text: 'Progress stays. Team Warehouse no longer leads here.',
      action: 'End enrollment',
      danger: true,
    })
  return (
    <>
      <div style={{ display: 'flex', justifyContent: 'flex-end' }}>
        <IconButton label="Add enrollments" look="plain" icon={<IconPlus />} onClick={() => setAdding(true)} />
      </div>
      <Table
        label="Enrollments"
        items={enrolled}
        columns={[
          { key: 'title', header: 'Learning activity', cell: (one) => one.title },
          {
            key: 'status',
            header: 'Status',
            width: '140px',
            cell: (one) =>
              one.done ? (
                <StateBadge tone="added" icon={<IconCheck />}>
                  Completed
                </StateBadge>
              ) : (
                <StateBadge tone="info">Started</StateBadge>
              ),
          },
          {
            key: 'since',
            header: 'Enrolled',
            width: '110px',
            cell: (one) => <RelativeDate value={one.since} />,
            priority: 2,
          },
          {
            key: 'why',
            header: 'Why',
            width: '40%',
            wrap: true,
            priority: 2,
            cell: () => (
              <Why
                sentence="Enrolled because she is {causes}."
                parts={{
                  causes: [
                    {
                      sentence: 'in team {team} (since 3 May)',
                      parts: { team: { text: 'Warehouse', to: '/people' } },
                    },
                    { sentence: 'enrolled by {who}', parts: { who: { text: 'Bo Smit' } } },
                  ],
                }}
              />
            ),
          },
        ]}
        actions={(one) => (
          <MoreMenu
            label={`More actions for ${one.title}`}
            actions={[{ label: 'End enrollment', danger: true, run: () => void end() }]}
          />
        )}
      />
      <Picker
        open={adding}
        onClose={() => setAdding(false)}
        title="Add enrollments"
        subtitle="For Ann de Vries"
        searchLabel="Search learning activities"
        saveLabel="Enrollments added"
        searchKey={['/activities', userId]}
        search={async (term, signal) => {
          const page = await call(listActivities, { query: { search: term, forUser: userId } }, signal)
          return {
            total: page.total,
            items: page.items.map(({ id, title, type, already }) => ({
              id,
              title,
              detail: type,
              already: already ? 'Already enrolled' : undefined,
            })),
          }
        }}
        paste={{
          of: 'people',
          read: async (emails) => {
            const { users, unknown } = await call(findUsersByEmail, { body: { emails } })
            return { found: users.map(({ id, name, email }) => ({ id, title: name, detail: email })), unknown }
          },
        }}
        save={async (picked) => {
          await call(editUser, { params: { userId }, body: { name: picked.map((one) => one.title).join(', ') } })
          toast.done('2 enrollments added.', { label: 'Undo', run: () => undefined })
        }}
      />
    </>
  )
}
