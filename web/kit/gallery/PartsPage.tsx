import { IconPlus } from '@tabler/icons-react'
import { Button } from '../Button.tsx'
import { Facts } from '../Facts.tsx'
import { PageHeader } from '../PageHeader.tsx'
import { StateBadge, type Tone } from '../StateBadge.tsx'
import { ErrorState, ProblemNote, Skeleton } from '../states.tsx'
import { toast } from '../toast.tsx'

const tones: Record<Tone, string> = {
  added: '1,204 enrolled',
  kept: '12 kept',
  ended: '17 withdrawn',
  info: '3 waiting',
  unchanged: '412 already',
  quiet: 'Active',
}

export function PartsPage() {
  return (
    <>
      <PageHeader title="Parts" breadcrumb={[{ label: 'Kit', to: '/people' }]} />
      <div style={{ display: 'grid', gap: 24 }}>
        <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
          <Button look="primary" icon={<IconPlus />}>
            Primary
          </Button>
          <Button icon={<IconPlus />}>Plain</Button>
          <Button look="quiet">Quiet</Button>
          <Button look="danger">Danger</Button>
          <Button look="primary" disabled>
            Disabled
          </Button>
          <Button look="primary" busy>
            Busy
          </Button>
          <Button onClick={() => toast.done('2 enrollments added.', { label: 'Undo', run: () => undefined })}>
            Show a toast
          </Button>
          <Button onClick={() => toast.problem(new Error('a fault'))}>Show a problem</Button>
        </div>
        <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
          {Object.entries(tones).map(([tone, words]) => (
            <StateBadge key={tone} tone={tone as Tone}>
              {words}
            </StateBadge>
          ))}
        </div>
        <Facts
          facts={[
            { label: 'Company', value: 'Rakema Logistics' },
            { label: 'Added', value: '3 May' },
          ]}
        />
        <ProblemNote fault={new Error('a fault')} />
        <Skeleton />
        <ErrorState fault={new Error('a fault')} retry={() => undefined} />
      </div>
    </>
  )
}
