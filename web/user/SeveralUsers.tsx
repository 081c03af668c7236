import { Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { editUsers, type UserStatus } from '../../server/user/contract.ts'
import { foresee } from '../enrollment/Foresight.tsx'
import { act } from '../enrollment/impact.ts'
import { SeveralPicker } from '../enrollment/SeveralPicker.tsx'
import { useAct } from '../history/undo.ts'
import { call, type InputOf } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { useFormat } from '../kit/format.ts'
import { type Joined, JoinSheet, joinedKinds, ManagerSheet, MoveSheet } from './SeveralSheets.tsx'

/** Users selected, and how to let go of them. */
type Selected = { ids: readonly number[]; clear: () => void }
type Doing = 'enroll' | 'move' | 'manager' | Joined

/** What can be done with several users at once; each shows whom it would touch before it is done, and can be taken back. */
export function SeveralUsers({ selected }: { selected: Selected }) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const [doing, setDoing] = useState<Doing>()
  const stop = () => setDoing(undefined)
  const of = { userIds: selected.ids, done: selected.clear, onClose: stop }
  const changeStatus = useStatusOfSeveral(selected)
  const count = { count: selected.ids.length, shown: number(selected.ids.length) }
  return (
    <>
      <Button look="primary" onClick={() => setDoing('enroll')}>
        {t('user:several.enroll')}
      </Button>
      <Choices label={t('user:several.add')}>
        {joinedKinds.map((kind) => (
          <Menu.Item key={kind} onClick={() => setDoing(kind)}>
            {t(`user:several.to.${kind}`)}
          </Menu.Item>
        ))}
      </Choices>
      <Choices label={t('user:several.change')}>
        <Menu.Item onClick={() => setDoing('move')}>{t('user:several.move.action')}</Menu.Item>
        <Menu.Item onClick={() => setDoing('manager')}>{t('user:several.manager.action')}</Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => void changeStatus('active')}>{t('user:activate.action')}</Menu.Item>
        <Menu.Item data-danger onClick={() => void changeStatus('inactive')}>
          {t('user:deactivate.action')}
        </Menu.Item>
      </Choices>
      <SeveralPicker
        userIds={selected.ids}
        title={t('user:several.enrollTitle', count)}
        open={doing === 'enroll'}
        onClose={stop}
        done={selected.clear}
      />
      {doing === 'move' && <MoveSheet {...of} />}
      {doing === 'manager' && <ManagerSheet {...of} />}
      {isJoined(doing) && <JoinSheet kind={doing} {...of} />}
    </>
  )
}

const isJoined = (doing: Doing | undefined): doing is Joined => joinedKinds.some((kind) => kind === doing)

function Choices({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <Menu position="top-start" transitionProps={{ duration: 80 }}>
      <Menu.Target>
        <Button icon={<IconChevronDown />}>{label}</Button>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  )
}

/** Makes several users inactive, or active again, after showing what that means for them. */
function useStatusOfSeveral({ ids, clear }: Selected): (status: UserStatus) => void {
  const { t } = useTranslation()
  const { number } = useFormat()
  const change = useAct((body: InputOf<typeof editUsers>['body']) => call(editUsers, { body }), {
    waits: false,
    batch: (answer) => answer,
    done: ({ edited }, { status }) =>
      t(`user:several.${status === 'active' ? 'activated' : 'deactivated'}`, { count: edited, shown: number(edited) }),
  })
  return (status) => {
    const step = status === 'active' ? ('activate' as const) : ('deactivate' as const)
    const userIds = [...ids]
    foresee({
      title: t(`user:several.${step}Title`, { count: ids.length, shown: number(ids.length) }),
      text: t(`user:several.${step}Text`),
      action: t(`user:${step}.action`),
      danger: status === 'inactive',
      act: act(editUsers, { body: { userIds, status } }),
      does: ({ confirm }) => change.mutateAsync({ userIds, status, confirm }, { onSuccess: clear }),
    })
  }
}
