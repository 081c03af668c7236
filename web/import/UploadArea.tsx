import { IconUpload } from '@tabler/icons-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { type ImportAction, largestFile } from '../../server/import/contract.ts'
import { Button } from '../kit/Button.tsx'
import { useFormat } from '../kit/format.ts'
import styles from './UploadArea.module.css'
import { useUpload, useUploading } from './uploading.ts'

type UploadAreaProps = {
  action: ImportAction | undefined
  /** It is what is to be done next. */
  isNext: boolean
  label?: string
}

/** Where a file is dropped or chosen. Dropping it anywhere else does the same. */
export function UploadArea({ action, isNext, label }: UploadAreaProps) {
  const { t } = useTranslation()
  const { number } = useFormat()
  return (
    <div className={styles.area} data-next={isNext || undefined}>
      <p className={styles.drop}>{t('import:upload.here')}</p>
      <UploadButton action={action} look={isNext ? 'primary' : 'plain'} label={label ?? t('import:upload.choose')} />
      <p className={styles.hint}>
        {t(`import:upload.own.${action ?? 'any'}`)}{' '}
        {t('import:upload.limit', { mb: number(largestFile / 1024 / 1024) })}
      </p>
    </div>
  )
}

type UploadButtonProps = { action: ImportAction | undefined; label: string; look?: 'primary' | 'plain' | 'quiet' }

/** A button that opens the browser's own choice of a file. */
export function UploadButton({ action, label, look = 'plain' }: UploadButtonProps) {
  const send = useUpload()
  const name = useUploading()
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button
        look={look}
        icon={<IconUpload />}
        busy={name !== undefined}
        onClick={() => input.current?.click()}
        {...(look === 'primary' && { 'data-arrive': true })}
      >
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        className={styles.input}
        accept=".xlsx,.xlsm,.csv,.tsv,.txt"
        aria-label={label}
        tabIndex={-1}
        hidden
        onChange={({ currentTarget }) => {
          void send(currentTarget.files, action).then(() => {
            // The same file can be chosen once more, mended.
            if (input.current) input.current.value = ''
          })
        }}
      />
    </>
  )
}
