import { type MantineColorScheme, Menu, useMantineColorScheme } from '@mantine/core'
import {
  IconCheck,
  IconDeviceDesktop,
  IconLogout,
  IconMoon,
  IconSelector,
  IconSettings,
  IconSun,
} from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { signOut } from '../../server/access/contract.ts'
import { editMyself } from '../../server/user/contract.ts'
import { call } from './api.ts'
import { Initials } from './Initials.tsx'
import { type ScreenLanguage, screenLanguages, speak } from './language.ts'
import { languageNames } from './languageNames.ts'
import styles from './PersonMenu.module.css'
import { useCommand } from './query.ts'
import { useSession } from './session.ts'
import { toast } from './toast.tsx'

const schemes = [
  { scheme: 'light', label: 'kit:scheme.light', icon: IconSun },
  { scheme: 'dark', label: 'kit:scheme.dark', icon: IconMoon },
  { scheme: 'auto', label: 'kit:scheme.system', icon: IconDeviceDesktop },
] as const

/** The signed-in person at the foot of the menu: settings, language, light or dark, sign out. */
export function PersonMenu({ collapsed }: { collapsed: boolean }) {
  const { t, i18n } = useTranslation()
  const { person } = useSession()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const go = useNavigate()
  const leave = useSignOut()
  const speakTo = useCommand(async (language: ScreenLanguage) => {
    await call(editMyself, { body: { language } })
    await speak(language)
  })

  return (
    <Menu position="top-start" width={220} transitionProps={{ duration: 80 }} returnFocus>
      <Menu.Target>
        <button type="button" className={styles.person} aria-label={t('kit:person.menu', { name: person.name })}>
          <Initials name={person.name} />
          {!collapsed && (
            <>
              <span className={styles.names}>
                <span>{person.name}</span>
                <span>{person.email}</span>
              </span>
              <IconSelector size={14} aria-hidden className={styles.chevron} />
            </>
          )}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconSettings />} onClick={() => go({ to: '/my-settings' })}>
          {t('kit:person.settings')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('kit:person.language')}</Menu.Label>
        <Menu.RadioGroup value={i18n.language} onChange={(language) => speakTo.mutate(language as ScreenLanguage)}>
          {screenLanguages.map((language) => (
            <Menu.RadioItem key={language} value={language} checkIcon={<IconCheck aria-hidden />} lang={language}>
              {languageNames[language]}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Label>{t('kit:scheme.name')}</Menu.Label>
        <Menu.RadioGroup value={colorScheme} onChange={(scheme) => setColorScheme(scheme as MantineColorScheme)}>
          {schemes.map(({ scheme, label, icon: Icon }) => (
            <Menu.RadioItem
              key={scheme}
              value={scheme}
              checkIcon={<IconCheck aria-hidden />}
              rightSection={<Icon aria-hidden />}
            >
              {t(label)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout />} onClick={() => leave.mutate()}>
          {t('kit:person.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

/** Nothing of the one who leaves stays in memory for the next at this machine. */
function useSignOut() {
  const client = useQueryClient()
  const go = useNavigate()
  return useCommand(async () => {
    await call(signOut)
    client.clear()
    toast.clear()
    await go({ to: '/sign-in' })
  })
}
