import { IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Button, IconButton } from './Button.tsx'

type SetActionsProps<Item> = {
  item: Item
  name: string
  draft: { isRemoved: (item: Item) => boolean; remove: (item: Item) => void; putBack: (item: Item) => void }
}

/** At the end of a row of a set that is being edited: takes it out, or puts it back. */
export function SetActions<Item>({ item, name, draft }: SetActionsProps<Item>) {
  const { t } = useTranslation()
  if (draft.isRemoved(item)) {
    return (
      <Button look="quiet" aria-label={t('kit:set.putBackLabel', { name })} onClick={() => draft.putBack(item)}>
        {t('kit:set.putBack')}
      </Button>
    )
  }
  return <IconButton label={t('kit:set.remove', { name })} icon={<IconX />} onClick={() => draft.remove(item)} />
}
