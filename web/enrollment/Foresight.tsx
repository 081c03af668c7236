import { type ReactNode, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Preview, StayNamed } from '../../server/enrollment/preview/contract.ts'
import { type ApiProblem, type Confirmed, hooks, isRefusal, isUnconfirmed } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { useFormat } from '../kit/format.ts'
import { Sheet } from '../kit/Sheet.tsx'
import { sentenceOf } from '../kit/sentenceOf.ts'
import { shared } from '../kit/shared.ts'
import { ErrorState, ProblemNote, Skeleton, Warning } from '../kit/states.tsx'
import { numberToType, TypedNumber } from '../kit/TypedNumber.tsx'
import { toast } from '../kit/toast.tsx'
import styles from './Impact.module.css'
import { ImpactNames } from './ImpactNames.tsx'
import { type Act, agreedTo, impactSentence, useImpact } from './impact.ts'
import { Notify } from './Notify.tsx'

/** What one has agreed to: what was seen, and whether people are told. */
export type Agreed = { confirm: Confirmed; notify: boolean }

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
  /** Something is filled in among them: closing asks first. */
  unsaved?: boolean
  /**
   * Does it, and closes the sheet when it is done, or cannot be. Where it throws that the act is by now another than was seen
   * (see `isUnconfirmed`), the sheet shows what it is now, and asks again.
   */
  does: (agreed: Agreed) => Promise<unknown>
  onClose: () => void
}

/** The sheet in which an act is agreed to: what it does, whom it touches and why, and the one button. */
export function Foreseeing(props: ForeseeingProps) {
  const { title, text, action, danger = false, act, name, mayNotify = false, choices, ready = true } = props
  const { t } = useTranslation()
  const format = useFormat()
  const [notify, setNotify] = useState(true)
  const [typed, setTyped] = useState('')
  const [refused, setRefused] = useState<number | 'unread'>()
  const [busy, setBusy] = useState(false)
  const { preview, fault, stale, readAnew } = useImpact(act, { isBusy: busy })
  const number = preview?.confirm.isNeeded ? numberToType(preview.confirm) : undefined
  const isReady = ready && preview !== undefined && !stale && !fault && (number === undefined || typed === number)
  const cancel = useRef<HTMLButtonElement>(null)
  const unsaved = useRef(false)
  unsaved.current = props.unsaved === true && !busy
  const leave = () => {
    unsaved.current = false
    props.onClose()
  }
  const agree = async () => {
    if (!isReady || busy) return
    setBusy(true)
    try {
      await props.does({ confirm: agreedTo(preview), notify })
    } catch (problem) {
      if (isUnconfirmed(problem)) await askAnew(problem)
    }
    setBusy(false)
  }
  const askAnew = async (problem: ApiProblem) => {
    hooks.outdated()
    // Whoever left meanwhile is told where they are.
    if (!cancel.current) return toast.say(`${title} ${sentenceOf(problem)}`)
    // Nobody expects it: a key that is still being pressed is no answer, nor is the number that was typed before.
    cancel.current.focus()
    setRefused('unread')
    await readRefused()
    setTyped('')
  }
  const readRefused = async () => {
    const { data, isSuccess } = await readAnew()
    if (isSuccess) setRefused(data.previewId)
  }
  return (
    <Sheet
      open
      onClose={leave}
      title={title}
      unsaved={unsaved}
      width={680}
      footer={
        <>
          {mayNotify && preview && preview.confirm.enrolls > 0 && (
            <div className={styles.notify}>
              <Notify checked={notify} onChange={setNotify} label={t('enrollment:notify.many')} />
            </div>
          )}
          {number !== undefined && (
            <TypedNumber key={refused} number={number} onChange={setTyped} onEnter={() => void agree()} />
          )}
          {/* The focus waits here while the impact is foreseen, and the act is one Tab away. */}
          <Button ref={cancel} onClick={leave} data-autofocus>
            {t('kit:cancel')}
          </Button>
          <Button
            look={danger ? 'danger' : 'primary'}
            busy={busy}
            disabled={!isReady && !busy}
            onClick={() => void agree()}
          >
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
          <ErrorState fault={fault} retry={() => void (refused === 'unread' ? readRefused() : readAnew())} />
        ) : preview ? (
          <div data-stale={stale || undefined} className={styles.foreseen}>
            {refused === preview.previewId && <Warning>{t('enrollment:impact.changed')}</Warning>}
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

type Question = Omit<ForeseeingProps, 'onClose' | 'choices' | 'ready' | 'unsaved'>

const asked = shared<Question | undefined>(undefined)

/**
 * Shows the impact of an act, and does it when that is agreed to. `does` answers when it is done, and leaves telling of it, or of
 * why not, to its command.
 *
 *     foresee({ title: t('organization:archiveTitle', { name }), action: t('organization:archive'), danger: true,
 *       act: act(teams.archive, { params: { unitId } }), does: (agreed) => archive.mutateAsync(agreed) })
 */
export function foresee(question: Question): void {
  asked.set(question)
}

/** Where acts are foreseen; once, over every page. */
export function Foresight() {
  const question = asked.use()
  if (!question) return null
  const close = () => asked.set(undefined)
  const does = async (agreed: Agreed) => {
    try {
      await question.does(agreed)
    } catch (problem) {
      // Where the server was not reached, or failed, it can be tried again.
      if (isUnconfirmed(problem) || !isRefusal(problem)) throw problem
    }
    if (asked.get() === question) close()
  }
  return <Foreseeing key={question.title} {...question} does={does} onClose={close} />
}
