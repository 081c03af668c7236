import type { TFunction } from 'i18next'
import type { listPreviewNames } from '../../server/enrollment/preview/contract.ts'
import type { ResponseOf } from '../kit/api.ts'
import { gains } from './impact.ts'
import { type Reason, sourceOf } from './why.ts'

type Touched = Pick<ResponseOf<typeof listPreviewNames>['items'][number], 'kind' | 'because' | 'causes'>
type Telling = { t: TFunction; language: string; links: boolean }

/** Why an act would touch an enrollment: "through team Night shift", "no longer through team Night shift", "ended by hand". */
export function reasonFor({ kind, because, causes }: Touched, telling: Telling): Reason {
  const { t } = telling
  if (because !== null) return { sentence: t(`enrollment:impact.because.${because}`), parts: {} }
  if (causes.length === 0) return { sentence: '', parts: {} }
  const word = gains.includes(kind) || kind === 'already' || kind === 'excluded' ? 'through' : 'noLonger'
  const sources = causes.map((cause) =>
    cause.through
      ? {
          sentence: t('enrollment:impact.because.qualification'),
          parts: { through: cause.through.name, source: sourceOf(cause, telling) },
        }
      : sourceOf(cause, telling),
  )
  return { sentence: t(`enrollment:impact.because.${word}`), parts: { sources } }
}
