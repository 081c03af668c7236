import { IconAlertTriangle, IconMoodEmpty, IconRefresh } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiProblem, toTell } from './api.ts'
import { Button } from './Button.tsx'
import { sentenceOf } from './sentenceOf.ts'
import styles from './states.module.css'

type State = { icon?: ReactNode; title: string; text?: ReactNode; action?: ReactNode }

/**
 * Nothing here yet: says what the place is for and offers the next step.
 *
 *     <EmptyState icon={<IconUsers />} title={t('user:none')} text={t('user:noneText')} action={<Button …>} />
 */
export function EmptyState({ icon = <IconMoodEmpty />, title, text, action }: State) {
  return (
    <div className={styles.state} data-empty>
      <span className={styles.icon} aria-hidden>
        {icon}
      </span>
      <h2>{title}</h2>
      {text && <p>{text}</p>}
      {action && <div className={styles.action}>{action}</div>}
    </div>
  )
}

/** Something could not be shown: the server's sentence, and a way to try again. */
export function ErrorState({ fault, retry }: { fault: unknown; retry?: () => void }) {
  const { t } = useTranslation()
  return (
    <div role="alert" data-tone="ended" className={styles.state}>
      <span className={styles.icon} aria-hidden>
        <IconAlertTriangle />
      </span>
      <h2>{t('kit:error.title')}</h2>
      <p>{sentenceOf(fault)}</p>
      {retry && (
        <div className={styles.action}>
          <Button icon={<IconRefresh />} onClick={retry}>
            {t('kit:error.retry')}
          </Button>
        </div>
      )}
    </div>
  )
}

/**
 * A problem in the place where it arose: in a form, a sheet, a picker. Whoever is signed out meanwhile signs in beside it, and loses
 * nothing of what is filled in.
 */
export function ProblemNote({ fault }: { fault: unknown }) {
  const { t } = useTranslation()
  if (!toTell(fault)) return null
  const isSignedOut = fault instanceof ApiProblem && fault.code === 'not-signed-in'
  return (
    <Warning>
      {sentenceOf(fault)}
      {isSignedOut && (
        <>
          {' '}
          <a href="/sign-in" target="_blank" rel="noopener">
            {t('kit:error.signIn')}
          </a>
        </>
      )}
    </Warning>
  )
}

/** Where the screen itself knows best what is wrong. */
export function Warning({ children }: { children: ReactNode }) {
  return (
    <div role="alert" className={styles.note}>
      <IconAlertTriangle size={16} aria-hidden />
      <span>{children}</span>
    </div>
  )
}

/** A grey bar where words will be. */
export function Bone({ width = '100%', height = 12 }: { width?: string | number; height?: number }) {
  return <span className={styles.bone} style={{ width, height }} aria-hidden />
}

/** Of uneven length, as words are. */
export const skeletonWidths = ['62%', '84%', '47%', '73%', '55%', '68%', '41%', '79%']

/** The shape of a page or a form that is being loaded. It says so to a screen reader, once. */
export function Skeleton({ rows = 5 }: { rows?: number }) {
  const { t } = useTranslation()
  return (
    <div className={styles.skeleton} role="status">
      <span className={styles.hidden}>{t('kit:loading')}</span>
      {skeletonWidths.slice(0, rows).map((width) => (
        <Bone key={width} width={width} />
      ))}
    </div>
  )
}
