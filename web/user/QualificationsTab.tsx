import { IconPlus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { User } from '../../server/user/contract.ts'
import { Button, IconButton } from '../kit/Button.tsx'
import { SaveBar } from '../kit/Form.tsx'
import { Picker } from '../kit/Picker.tsx'
import { Skeleton } from '../kit/states.tsx'
import { Table } from '../kit/Table.tsx'
import { useHeldDraft } from './heldDraft.ts'
import styles from './QualificationsTab.module.css'
import { QualificationsThrough } from './QualificationsThrough.tsx'
import { qualificationSearch } from './searches.ts'
import { useUserInPath } from './userQuery.ts'

/** The qualifications a user was given, and those that come with their place in the organisation. */
export function QualificationsTab() {
  const user = useUserInPath()
  return user ? <Held key={user.id} user={user} /> : <Skeleton />
}

function Held({ user }: { user: User }) {
  const { t } = useTranslation()
  const [picking, setPicking] = useState(false)
  const { shown, added, removed, dirty, add, remove, restore, discard, save } = useHeldDraft(user)
  const pick = (
    <Button icon={<IconPlus />} onClick={() => setPicking(true)}>
      {t('user:held.add')}
    </Button>
  )
  return (
    <>
      <section aria-labelledby="held">
        <div className={styles.line}>
          <h2 id="held">{t('user:held.title')}</h2>
          {pick}
        </div>
        {shown.length === 0 ? (
          <p className={styles.none}>{t('user:held.none', { name: user.name })}</p>
        ) : (
          <Table
            label={t('user:held.title')}
            items={shown}
            columns={[{ key: 'name', header: t('user:qualification'), cell: (one) => one.name }]}
            tone={({ id }) => (added.has(id) ? 'added' : removed.has(id) ? 'ended' : undefined)}
            actions={(one) =>
              removed.has(one.id) ? (
                <Button look="quiet" onClick={() => restore(one.id)}>
                  {t('user:held.restore')}
                </Button>
              ) : (
                <IconButton
                  label={t('user:held.remove', { name: one.name })}
                  icon={<IconX />}
                  onClick={() => remove(one.id)}
                />
              )
            }
            actionsWidth="120px"
          />
        )}
      </section>
      <SaveBar dirty={dirty} busy={save.isPending} fault={save.error} save={() => save.mutate()} discard={discard} />
      <QualificationsThrough userId={user.id} />
      <Picker
        open={picking}
        onClose={() => setPicking(false)}
        title={t('user:held.pick', { name: user.name })}
        searchLabel={t('user:held.search')}
        saveLabel={t('user:held.add')}
        searchKey={qualificationSearch.searchKey}
        search={async (term, signal) => {
          const { items, total } = await qualificationSearch.search(term, signal)
          const has = new Set(shown.map(({ id }) => id))
          return {
            total,
            items: items.map((one) => ({ ...one, already: has.has(one.id) ? t('user:held.already') : undefined })),
          }
        }}
        save={async (picked) => add(picked.map(({ id, title }) => ({ id, name: title })))}
      />
    </>
  )
}
