import { IconFileImport } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../kit/session.ts'
import styles from './DropAnywhere.module.css'
import { useImportUrl } from './importUrl.ts'
import { useUpload, useUploading } from './uploading.ts'

/** A file dropped anywhere on the app is taken for an import; once, over every page. */
export function DropAnywhere() {
  const { person } = useSession()
  return person.role === 'administrator' ? <Dropping /> : null
}

function Dropping() {
  const { t } = useTranslation()
  const isOver = useDrop()
  const name = useUploading()
  return (
    <div role="status">
      {(isOver || name !== undefined) && (
        <div className={styles.veil} data-over={isOver || undefined}>
          <p className={styles.words}>
            <IconFileImport size={28} stroke={1.5} aria-hidden />
            {name === undefined ? t('user:upload.drop') : t('user:upload.sending', { name })}
          </p>
        </div>
      )}
    </div>
  )
}

/** Whether files are held over the window. Let go, the file is sent. */
function useDrop(): boolean {
  const [isOver, setOver] = useState(false)
  const [{ action }] = useImportUrl()
  const send = useUpload()
  const drop = useRef<(files: FileList) => void>(() => undefined)
  drop.current = (files) => void send(files, action)
  useEffect(() => {
    const hover = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      event.dataTransfer.dropEffect = 'copy'
      setOver(true)
    }
    const leave = (event: DragEvent) => {
      // From one element to the next one has not left the window.
      if (event.relatedTarget === null) setOver(false)
    }
    const take = (event: DragEvent) => {
      setOver(false)
      if (!event.dataTransfer || event.dataTransfer.files.length === 0) return
      event.preventDefault()
      drop.current(event.dataTransfer.files)
    }
    const listening = new AbortController()
    const { signal } = listening
    window.addEventListener('dragenter', hover, { signal })
    window.addEventListener('dragover', hover, { signal })
    window.addEventListener('dragleave', leave, { signal })
    window.addEventListener('drop', take, { signal })
    return () => listening.abort()
  }, [])
  return isOver
}
