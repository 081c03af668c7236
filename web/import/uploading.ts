import { useNavigate } from '@tanstack/react-router'
import i18next from 'i18next'
import { type ImportAction, uploadFile } from '../../server/import/contract.ts'
import { upload } from '../kit/api.ts'
import { queryClient } from '../kit/query.ts'
import { shared } from '../kit/shared.ts'
import { toast } from '../kit/toast.tsx'

const underWay = shared<string | undefined>(undefined)

/** The name of the file that is being sent; nothing while none is. */
export const useUploading = underWay.use

/**
 * Sends a file and goes to its import. What it is for is asked there, unless the file says it or it is known here.
 *
 *     const send = useUpload()
 *     <input type="file" onChange={({ currentTarget }) => void send(currentTarget.files, action)} />
 */
export function useUpload() {
  const go = useNavigate()
  return async (files: FileList | null, action?: ImportAction): Promise<void> => {
    const [file, ...others] = files ?? []
    if (!file || underWay.get() !== undefined) return
    toast.tried()
    if (others.length > 0) toast.done(i18next.t('user:upload.oneAtATime', { name: file.name }))
    underWay.set(file.name)
    try {
      const { id } = await upload(uploadFile, { query: { fileName: file.name.slice(-255), action } }, file)
      await go({ to: `/users/import/${id}` as string })
      await queryClient.invalidateQueries()
    } catch (fault) {
      toast.problem(fault)
    } finally {
      underWay.set(undefined)
    }
  }
}
