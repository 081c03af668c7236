import { IconDownload } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { type ImportAction, makeTemplate, thingsOf } from '../../server/import/contract.ts'
import { download } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { useFormat } from '../kit/format.ts'
import styles from './ImportPage.module.css'

type TemplateStepProps = {
  action: ImportAction
  things: readonly number[]
  made: () => void
}

/** **Generate import template**: the browser takes the file at once, and what is in it is said here. */
export function TemplateStep({ action, things, made }: TemplateStepProps) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const isReady = action === 'users' || things.length > 0
  const generate = () => {
    download(makeTemplate, { query: { action, things: things.join() } })
    made()
  }
  return (
    <>
      <p className={styles.text}>
        {things.length === 0
          ? t(action === 'users' ? 'import:template.holdsUsers' : `import:template.first.${thingsOf[action]}`)
          : t(`import:template.holds.${action}`, { count: things.length, shown: number(things.length) })}
      </p>
      <div className={styles.buttons}>
        <Button look="primary" icon={<IconDownload />} disabled={!isReady} onClick={generate}>
          {t('import:template.generate')}
        </Button>
      </div>
    </>
  )
}
