import { IconLock } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { ButtonLink } from './Button.tsx'
import { PageHeader } from './PageHeader.tsx'
import { firstOf, type MenuEntry } from './pages.ts'
import { useSession } from './session.ts'
import { EmptyState } from './states.tsx'

/** What stands in place of a page that is not for the signed-in person: what it is, whom it is for, and a way on. */
export function PageOfOthers({ entry, menu }: { entry: MenuEntry; menu: readonly MenuEntry[] }) {
  const { t } = useTranslation()
  const { person } = useSession()
  const first = firstOf(menu, person)
  return (
    <>
      <PageHeader title={t(entry.label)} />
      <EmptyState
        icon={<IconLock />}
        title={t(`kit:ofOthers.${entry.seenBy}`)}
        text={t(`kit:ofOthers.${entry.seenBy}Text`, { name: person.name })}
        action={first && <ButtonLink to={first.to}>{t(first.label)}</ButtonLink>}
      />
    </>
  )
}
