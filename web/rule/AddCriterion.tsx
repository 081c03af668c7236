import { Menu } from '@mantine/core'
import {
  IconBriefcase,
  IconBuildingSkyscraper,
  IconCalendarPlus,
  IconCategory,
  IconHierarchy2,
  IconLanguage,
  IconPlus,
  IconUser,
  IconUserStar,
  IconUsersGroup,
  IconUserUp,
} from '@tabler/icons-react'
import { type ReactNode, type RefObject, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { type Beginning, beginnings } from './builder.ts'
import styles from './Criterion.module.css'

const icons: Record<Beginning, ReactNode> = {
  company: <IconBuildingSkyscraper />,
  department: <IconHierarchy2 />,
  team: <IconUsersGroup />,
  function: <IconBriefcase />,
  group: <IconCategory />,
  language: <IconLanguage />,
  added: <IconCalendarPlus />,
  reports: <IconUserUp />,
  manager: <IconUserStar />,
  exactly: <IconUser />,
}

type AddProps = {
  button: RefObject<HTMLButtonElement | null>
  disabled: boolean
  add: (as: Beginning) => void
  /** The menu is gone, and what was chosen in it may take the focus. */
  added: () => void
}

/** *Add*, at the end of the sentence: which kind of criterion comes next. */
export function AddCriterion({ button, disabled, add, added }: AddProps) {
  const { t } = useTranslation()
  const chosen = useRef(false)
  return (
    <Menu
      position="bottom-start"
      transitionProps={{ duration: 80 }}
      // The focus goes on to the editor of what was chosen, and back here only when nothing was.
      returnFocus={false}
      onOpen={() => {
        chosen.current = false
      }}
      onClose={() => {
        if (!chosen.current) button.current?.focus()
      }}
      onExitTransitionEnd={added}
    >
      <Menu.Target>
        <button type="button" ref={button} className={styles.add} disabled={disabled} aria-label={t('rule:chip.add')}>
          <IconPlus size={14} aria-hidden />
          {t('rule:add')}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {beginnings.map((as) => (
          <Menu.Item
            key={as}
            leftSection={icons[as]}
            onClick={() => {
              chosen.current = true
              add(as)
            }}
          >
            {t(`rule:kind.${as}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
