import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { endEnrollment } from '../../server/enrollment/contract.ts'
import { useAct } from '../history/undo.ts'
import { call, type ResponseOf } from '../kit/api.ts'
import { Choices } from '../kit/Choices.tsx'
import { useSession } from '../kit/session.ts'
import { ExclusionFields, foreseenExclusion, type NewExclusion } from './ExcludeSheet.tsx'
import { begunBy, type Endable, endingOf, stillSentence } from './ending.ts'
import { type Agreed, Foreseeing } from './Foresight.tsx'
import { act } from './impact.ts'

type How = 'hand' | 'exclude'

/**
 * Ends an enrollment by hand, after saying what that does. Where other causes remain it names them, and an administrator
 * may exclude the person as well, so that nothing brings it back.
 *
 *     const [ending, end] = useState<Endable>()
 *     <EndSheet of={ending} onClose={() => end(undefined)} />
 */
export function EndSheet({ of, onClose }: { of: Endable | undefined; onClose: () => void }) {
  return of ? <Ending key={`${of.user.id} ${of.activity.id}`} of={of} onClose={onClose} /> : null
}

function Ending({ of, onClose }: { of: Endable; onClose: () => void }) {
  const { t, i18n } = useTranslation()
  const { person } = useSession()
  const { ends, remains, becomes } = endingOf(of, person.role)
  const mayExclude = person.role === 'administrator' && remains.length > 0
  const [how, setHow] = useState<How>(ends.length === 0 && mayExclude ? 'exclude' : 'hand')
  const [exclusion, setExclusion] = useState<NewExclusion>({ reason: '', until: null })
  const words = { name: of.user.name, activity: of.activity.title }
  const params = { userId: of.user.id, activityId: of.activity.id }
  const isRequired = ends.length === 0 && remains.length > 0
  const excludes = how === 'exclude'
  const end = useAct(
    ({ confirm }: Agreed) =>
      call(endEnrollment, { params, body: { confirm, ...(excludes && { exclude: exclusion }) } }),
    {
      batch: (answer) => answer,
      done: (answer) => {
        onClose()
        return excludes ? t('enrollment:exclusion.done', words) : doneSentence(t, i18n.language, answer, words)
      },
    },
  )
  const still = remains.length > 0 && <p>{stillSentence(t, i18n.language, remains)}</p>
  return (
    <Foreseeing
      title={t(`enrollment:end.${isRequired ? 'impossible' : 'title'}`, words)}
      text={
        <>
          {!isRequired && (
            <p>
              {remains.length > 0
                ? t(`enrollment:end.text.${begunBy(ends)}`)
                : t(`enrollment:end.${becomes}Text`, words)}
            </p>
          )}
          {still}
          {isRequired && <p>{t('enrollment:end.impossibleText')}</p>}
        </>
      }
      action={t(isRequired ? 'enrollment:exclusion.action' : 'enrollment:end.action')}
      danger
      act={act(endEnrollment, { params, body: excludes ? { exclude: foreseenExclusion(exclusion) } : {} })}
      choices={
        mayExclude && (
          <>
            {!isRequired && (
              <Choices
                label={t('enrollment:end.how')}
                choices={[
                  { value: 'hand', label: t(`enrollment:end.what.${begunBy(ends)}`) },
                  {
                    value: 'exclude',
                    label: t('enrollment:end.exclude', words),
                    help: t('enrollment:end.excludeHelp'),
                  },
                ]}
                value={how}
                onChange={setHow}
              />
            )}
            {excludes && <ExclusionFields value={exclusion} onChange={setExclusion} />}
          </>
        )
      }
      unsaved={excludes && exclusion.reason !== ''}
      ready={excludes ? exclusion.reason.trim() !== '' : ends.length > 0 || remains.length === 0}
      does={(agreed) => end.mutateAsync(agreed)}
      onClose={onClose}
    />
  )
}

type Ended = ResponseOf<typeof endEnrollment>

function doneSentence(
  t: TFunction,
  language: string,
  answer: Ended,
  words: { name: string; activity: string },
): string {
  if (answer.remaining.length > 0) return stillSentence(t, language, answer.remaining)
  return answer.kept > 0 ? t('enrollment:end.kept', words) : t('enrollment:end.withdrawn', words)
}
