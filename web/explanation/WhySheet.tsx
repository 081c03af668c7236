import { IconArrowRight, IconBan } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addParticipants } from '../../server/enrollment/contract.ts'
import type { Exclusion } from '../../server/enrollment/exclusion/contract.ts'
import { type Explanation, explain, type Transition } from '../../server/explanation/contract.ts'
import { ExcludeSheet } from '../enrollment/ExcludeSheet.tsx'
import { ExclusionActions } from '../enrollment/ExclusionActions.tsx'
import { type Agreed, foresee } from '../enrollment/Foresight.tsx'
import { act } from '../enrollment/impact.ts'
import { asDone, participantsSentence, undoable } from '../enrollment/outcome.ts'
import { reasonsOf } from '../enrollment/why.ts'
import { authorOf } from '../history/act.ts'
import { useAct } from '../history/undo.ts'
import { call } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { useFormat } from '../kit/format.ts'
import { query } from '../kit/query.ts'
import { RelativeDate } from '../kit/RelativeDate.tsx'
import { Sheet } from '../kit/Sheet.tsx'
import { StateBadge, type Tone } from '../kit/StateBadge.tsx'
import { type Person, useSession } from '../kit/session.ts'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { Why } from '../kit/Why.tsx'
import styles from './WhySheet.module.css'
import { factWords, obstacleWords, standingKey, stepKey, type Telling, wayWords } from './words.ts'

type Pair = { userId: number; activityId: number }

/**
 * Why somebody is enrolled in a learning activity, why not, and what happened: in a sheet beside the list that asked.
 *
 *     <WhySheet of={why === undefined ? undefined : { userId: user.id, activityId: why }} onClose={() => showWhy(undefined)} />
 */
export function WhySheet({ of, onClose }: { of: Pair | undefined; onClose: () => void }) {
  return of ? <Open key={`${of.userId} ${of.activityId}`} of={of} onClose={onClose} /> : null
}

function Open({ of, onClose }: { of: Pair; onClose: () => void }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(query(explain, { params: of }))
  const { person } = useSession()
  const [excluding, setExcluding] = useState(false)
  return (
    <>
      <Sheet
        open
        onClose={onClose}
        title={data?.activity.title ?? t('explanation:short')}
        subtitle={data?.user.name}
        width={620}
        footer={data && mayAct(data, person.role) && <Actions of={data} exclude={() => setExcluding(true)} />}
      >
        {error && !data ? (
          <ErrorState fault={error} retry={() => void refetch()} />
        ) : data ? (
          <Told of={data} />
        ) : (
          <Skeleton rows={5} />
        )}
      </Sheet>
      {data && excluding && (
        <ExcludeSheet user={data.user} activity={data.activity} onClose={() => setExcluding(false)} />
      )}
    </>
  )
}

const tones: Record<string, Tone> = {
  active: 'added',
  kept: 'kept',
  suspended: 'quiet',
  excluded: 'ended',
  withdrawn: 'ended',
  never: 'quiet',
}

function Told({ of }: { of: Explanation }) {
  const { t, i18n } = useTranslation()
  const { person } = useSession()
  const links = person.role === 'administrator'
  const telling = { t, language: i18n.language, links, name: of.user.name, isExcluded: of.exclusion !== null }
  const standing = standingKey(of)
  return (
    <div className={styles.told}>
      <p className={styles.standing} data-tone={tones[standing]}>
        {t(`explanation:standing.${standing}`, { name: of.user.name, title: of.activity.title })}
      </p>
      {of.causes.length > 0 && <Causes of={of} telling={telling} />}
      {of.exclusion && <Excluded of={of} exclusion={of.exclusion} telling={telling} />}
      {of.ways && of.user.status === 'active' && <Ways ways={of.ways} telling={telling} />}
      <Steps of={of.transitions} telling={telling} />
    </div>
  )
}

type Told = { of: Explanation; telling: Telling }

function Causes({ of: { causes }, telling }: Told) {
  const { t, language, links } = telling
  const { day } = useFormat()
  const reasons = reasonsOf(causes, { t, language, links, subject: 'they' })
  const byHand = ['by-hand', 'by-manager', 'import']
  return (
    <section>
      <h3>{t('explanation:because')}</h3>
      <ul className={styles.list}>
        {causes.map((cause, nth) => (
          <li key={`${cause.assignmentId} ${cause.kind}`}>
            <Why sentence={`${reasons[nth]?.sentence ?? ''}.`} parts={reasons[nth]?.parts ?? {}} />
            {cause.by && !byHand.includes(cause.kind) && (
              <span className={styles.aside}>
                <Why
                  sentence={t('explanation:by')}
                  parts={{ who: links ? { text: cause.by.name, to: `/users/${cause.by.id}` } : cause.by.name }}
                />
              </span>
            )}
            {cause.heldSince && (
              <span className={styles.aside}>{t('explanation:holds', { day: day(cause.heldSince) })}</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Excluded({ of, exclusion, telling }: Told & { exclusion: NonNullable<Explanation['exclusion']> }) {
  const { t, links } = telling
  const { day } = useFormat()
  const { person } = useSession()
  const { since, until, by, reason } = exclusion
  const whole: Exclusion = { ...exclusion, user: of.user, activity: of.activity }
  return (
    <section>
      <h3>{t('explanation:exclusion')}</h3>
      <div className={styles.exclusion}>
        <p>
          <StateBadge tone="ended" icon={<IconBan />}>
            {until === null
              ? t('explanation:excludedSince', { day: day(since) })
              : t('explanation:excludedUntil', { day: day(since), until: day(until) })}
          </StateBadge>
        </p>
        <p className={styles.reason}>{reason}</p>
        {by && (
          <p className={styles.aside}>
            <Why
              sentence={t('explanation:excludedBy')}
              parts={{ who: links ? { text: by.name, to: `/users/${by.id}` } : by.name }}
            />
          </p>
        )}
        {person.role === 'administrator' && (
          <div className={styles.buttons}>
            <ExclusionActions of={whole} />
          </div>
        )}
      </div>
    </section>
  )
}

function Ways({ ways, telling }: { ways: NonNullable<Explanation['ways']>; telling: Telling }) {
  const { t } = telling
  const { number } = useFormat()
  const more = ways.total - ways.items.length
  return (
    <section>
      <h3>{t('explanation:ways')}</h3>
      {ways.total === 0 ? (
        <p className={styles.aside}>{t('explanation:waysNone')}</p>
      ) : (
        <ul className={styles.list}>
          {ways.items.map((way) => (
            <li key={way.assignmentId}>
              <span className={styles.way}>
                <IconArrowRight size={14} aria-hidden />
                <Why {...wayWords(way, telling)} />
              </span>
              {obstacleWords(way, telling).map((reason) => (
                <span key={JSON.stringify(reason)} className={styles.obstacle}>
                  <Why {...reason} />
                </span>
              ))}
            </li>
          ))}
        </ul>
      )}
      {ways.items.length > 0 && more > 0 && (
        <p className={styles.aside}>{t('explanation:waysMore', { count: more, shown: number(more) })}</p>
      )}
    </section>
  )
}

const stepTones: Record<string, Tone> = {
  enrolled: 'added',
  resumed: 'added',
  'required-again': 'added',
  kept: 'kept',
  withdrawn: 'ended',
}

function Steps({ of, telling }: { of: Explanation['transitions']; telling: Telling }) {
  const { t } = telling
  const { number } = useFormat()
  const more = of.total - of.items.length
  return (
    <section>
      <h3>{t('explanation:time')}</h3>
      {of.items.length === 0 && <p className={styles.aside}>{t('explanation:timeNone')}</p>}
      <ol className={styles.steps}>
        {of.items.map((step) => (
          <Step key={`${step.at} ${step.act.id} ${step.to}`} of={step} telling={telling} />
        ))}
      </ol>
      {more > 0 && <p className={styles.aside}>{t('explanation:timeMore', { count: more, shown: number(more) })}</p>}
    </section>
  )
}

function Step({ of, telling }: { of: Transition; telling: Telling }) {
  const { t, links } = telling
  const key = stepKey(of)
  const reasons = of.reasons.map((fact) => factWords(fact, telling))
  return (
    <li>
      <span className={styles.step}>
        <StateBadge tone={stepTones[key] ?? 'quiet'}>{t(`explanation:step.${key}`)}</StateBadge>
        <RelativeDate value={of.at} />
      </span>
      <span className={styles.because}>
        {reasons.length > 0 && (
          <>
            <Why sentence="{reasons}" parts={{ reasons }} />
            {' · '}
          </>
        )}
        <Why sentence="{who}" parts={{ who: authorOf(of.act.author, telling) }} />
        {links && (
          <>
            {' · '}
            <Why sentence="{act}" parts={{ act: { text: t('explanation:act'), to: `/history/${of.act.id}` } }} />
          </>
        )}
      </span>
    </li>
  )
}

/** Whether there is anything to do about it: managers enroll, administrators also exclude. */
function mayAct({ user, activity, exclusion, causes }: Explanation, role: Person['role']): boolean {
  if (user.status !== 'active' || activity.archived || exclusion) return false
  return role === 'administrator' || causes.length === 0
}

/** What can be done about it from here. */
function Actions({ of, exclude }: { of: Explanation; exclude: () => void }) {
  const { t } = useTranslation()
  const { person } = useSession()
  const enroll = useEnrolling(of)
  return (
    <>
      {person.role === 'administrator' && (
        <Button icon={<IconBan />} onClick={exclude}>
          {t('enrollment:exclusion.action')}
        </Button>
      )}
      {of.causes.length === 0 && (
        <Button look="primary" busy={enroll.busy} onClick={enroll.ask}>
          {t('explanation:enroll.action')}
        </Button>
      )}
    </>
  )
}

function useEnrolling({ user, activity }: Explanation) {
  const { t } = useTranslation()
  const { list } = useFormat()
  const params = { activityId: activity.id }
  const enroll = useAct(
    (agreed: Agreed) => call(addParticipants, { params, body: { userIds: [user.id], ...agreed } }),
    {
      waits: false,
      batch: undoable,
      done: (answer) => asDone(answer, participantsSentence(t, list, activity.title, answer)),
    },
  )
  const ask = () =>
    foresee({
      title: t('explanation:enroll.title', { name: user.name, title: activity.title }),
      action: t('explanation:enroll.action'),
      mayNotify: true,
      act: act(addParticipants, { params, body: { userIds: [user.id] } }),
      does: enroll.mutateAsync,
    })
  return { ask, busy: enroll.isPending }
}
