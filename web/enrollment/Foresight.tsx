import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Preview, StayNamed } from '../../server/enrollment/preview/contract.ts'
import { isRefusal, type Numbers } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { useFormat } from '../kit/format.ts'
import { Sheet } from '../kit/Sheet.tsx'
import { shared } from '../kit/shared.ts'
import { ErrorState, ProblemNote, Skeleton } from '../kit/states.tsx'
import { numberToType, TypedNumber } from '../kit/TypedNumber.tsx'
import styles from './Impact.module.css'
import { ImpactNames } from './ImpactNames.tsx'
import { type Act, impactSentence, useImpact } from './impact.ts'
import { Notify } from './Notify.tsx'

/** What one has agreed to: the numbers that were seen, and whether people are told. */
export type Agreed = { confirm: Numbers; notify: boolean }

type ForeseeingProps = {
  title: string
  /** What the act does beside enrollments, in a sentence or two. */
  text?: ReactNode
  /** The exact accessible name of the button that does it. */
  action: string
  danger?: boolean
  act: Act
  /** Where the act is about one person: their name, so that the sentence speaks of them. */
  name?: string
  /** Whether people can be told by e-mail: shows the tick where somebody would be enrolled. */
  mayNotify?: boolean
  /** Choices that change the act, above its impact; or which there are, by what is foreseen. */
  choices?: ReactNode | ((preview: Preview | undefined) => ReactNode)
  /** What has to be filled in among the choices is. */
  ready?: boolean
  onAgree: (agreed: Agreed) => void
  onClose: () => void
  busy?: boolean
}

/** The sheet in which an act is agreed to: what it does, whom it touches and why, and the one button. */
export function Foreseeing(props: ForeseeingProps) {
  const {
    title,
    text,
    action,
    danger = false,
    act,
    name,
    mayNotify = false,
    choices,
    ready = true,
    onAgree,
    onClose,
    busy = false,
  } = props
  const { t } = useTranslation()
  const format = useFormat()
  const [notify, setNotify] = useState(true)
  const [typed, setTyped] = useState('')
  const { preview, fault, stale, retry } = useImpact(act)
  const number = preview?.confirm.isNeeded ? numberToType(preview.confirm) : undefined
  const isReady = ready && preview !== undefined && !stale && !fault && (number === undefined || typed === number)
  const agree = () => {
    if (!isReady || busy) return
    const { enrolls, begins, ends } = preview.confirm
    onAgree({ confirm: { enrolls, begins, ends }, notify })
  }
  return (
    <Sheet
      open
      onClose={onClose}
      title={title}
      width={680}
      footer={
        <>
          {mayNotify && preview && preview.confirm.enrolls > 0 && (
            <div className={styles.notify}>
              <Notify checked={notify} onChange={setNotify} label={t('enrollment:notify.many')} />
            </div>
          )}
          {number !== undefined && <TypedNumber number={number} onChange={setTyped} onEnter={agree} />}
          {/* The focus waits here while the impact is foreseen, and the act is one Tab away. */}
          <Button onClick={onClose} data-autofocus>
            {t('kit:cancel')}
          </Button>
          <Button look={danger ? 'danger' : 'primary'} busy={busy} disabled={!isReady} onClick={agree}>
            {action}
          </Button>
        </>
      }
    >
      <div className={styles.foresight}>
        {text && <div className={styles.text}>{text}</div>}
        {typeof choices === 'function' ? choices(preview) : choices}
        {isRefusal(fault) ? (
          <ProblemNote fault={fault} />
        ) : fault ? (
          <ErrorState fault={fault} retry={retry} />
        ) : preview ? (
          <div data-stale={stale || undefined} className={styles.foreseen}>
            <p className={styles.headline}>{impactSentence(t, format, preview, name)}</p>
            <Stays stays={preview.stays} />
            <ImpactNames key={preview.previewId} preview={preview} />
          </div>
        ) : (
          <Skeleton rows={4} />
        )}
      </div>
    </Sheet>
  )
}

/** What an undo leaves as it is, since somebody changed it after. */
function Stays({ stays }: { stays: readonly StayNamed[] }) {
  const { t } = useTranslation()
  const { number } = useFormat()
  if (stays.length === 0) return null
  const count = stays.reduce((sum, { people }) => sum + Math.max(people, 1), 0)
  return (
    <details className={styles.stays}>
      <summary>{t('enrollment:impact.stays', { count, shown: number(count) })}</summary>
      <ul>
        {stays.map((stay) => (
          <li key={`${stay.fact} ${stay.about.map(({ kind, id }) => `${kind} ${id}`).join(' ')}`}>
            {stay.about.map(({ name }) => name).join(' · ')}
            {stay.people > 1 &&
              ` (${t('enrollment:impact.people', { count: stay.people, shown: number(stay.people) })})`}
          </li>
        ))}
      </ul>
    </details>
  )
}

type Question = Omit<ForeseeingProps, 'onAgree' | 'onClose' | 'busy' | 'choices' | 'ready'>
type Asked = Question & { answer: (agreed: Agreed | undefined) => void }

const asked = shared<Asked | undefined>(undefined)

/**
 * Shows the impact of an act and asks whether to do it. The answer is a promise; undefined is no.
 *
 *     const agreed = await foresee({ title: t('organization:archiveTitle', { name }), action: t('organization:archive'), danger: true,
 *       act: act(teams.archive, { params: { unitId } }) })
 *     if (agreed) archive.mutate(agreed)
 */
export function foresee(question: Question): Promise<Agreed | undefined> {
  return new Promise((resolve) => {
    asked.get()?.answer(undefined)
    asked.set({
      ...question,
      answer: (agreed) => {
        asked.set(undefined)
        resolve(agreed)
      },
    })
  })
}

/** Where acts are foreseen; once, over every page. */
export function Foresight() {
  const question = asked.use()
  if (!question) return null
  const { answer, ...shown } = question
  return <Foreseeing key={question.title} {...shown} onAgree={answer} onClose={() => answer(undefined)} />
}
