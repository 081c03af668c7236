import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { inviteUser } from '../../server/access/contract.ts'
import type { User } from '../../server/user/contract.ts'
import { call, type ResponseOf } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { useCommand } from '../kit/query.ts'
import { RelativeDate } from '../kit/RelativeDate.tsx'
import { Sheet } from '../kit/Sheet.tsx'
import { useSession } from '../kit/session.ts'
import { ProblemNote } from '../kit/states.tsx'
import styles from './InvitationSheet.module.css'

type InvitationSheetProps = { user: User; open: boolean; onClose: () => void }

/** Makes a link with which a user sets a password, and shows it: the one time it can be seen. */
export function InvitationSheet({ user, open, onClose }: InvitationSheetProps) {
  return open ? <OpenInvitation user={user} onClose={onClose} /> : null
}

function OpenInvitation({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation()
  const { academy } = useSession()
  const invite = useCommand(() => call(inviteUser, { params: { userId: user.id } }), { problem: 'mine' })
  const made = invite.data
  return (
    <Sheet
      open
      onClose={onClose}
      title={t('user:invite.title', { name: user.name })}
      footer={
        made ? (
          <Button look="primary" onClick={onClose}>
            {t('user:invite.done')}
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>{t('kit:cancel')}</Button>
            <Button look="primary" busy={invite.isPending} onClick={() => invite.mutate()}>
              {t('user:invite.make')}
            </Button>
          </>
        )
      }
    >
      {made ? (
        <Made user={user} invitation={made} />
      ) : (
        <div className={styles.text}>
          <p>{t(user.canSignIn ? 'user:invite.textAgain' : 'user:invite.text', { name: user.name })}</p>
          <p>{t(academy.mailOn ? 'user:invite.willMail' : 'user:invite.mailOff', { email: user.email })}</p>
        </div>
      )}
      <ProblemNote fault={invite.error} />
    </Sheet>
  )
}

function Made({ user, invitation }: { user: User; invitation: ResponseOf<typeof inviteUser> }) {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  const { link, mailed, expiresAt } = invitation
  const copy = async (field: HTMLInputElement | null) => {
    field?.select()
    await navigator.clipboard?.writeText(link)
    setCopied(true)
  }
  return (
    <div className={styles.text}>
      <p>{t(mailed ? 'user:invite.mailed' : 'user:invite.notMailed', { email: user.email, name: user.name })}</p>
      <div className={styles.link}>
        <input
          id="invitation-link"
          aria-label={t('user:invite.link')}
          value={link}
          readOnly
          onFocus={(event) => event.currentTarget.select()}
        />
        <Button
          icon={copied ? <IconCheck /> : <IconCopy />}
          onClick={() => void copy(document.querySelector('#invitation-link'))}
        >
          {t(copied ? 'user:invite.copied' : 'user:invite.copy')}
        </Button>
      </div>
      <p className={styles.note}>
        {t('user:invite.until')} <RelativeDate value={expiresAt} />. {t('user:invite.once')}
      </p>
    </div>
  )
}
