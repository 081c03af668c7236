import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../kit/Button.tsx'
import { useFormat } from '../kit/format.ts'
import { Sheet } from '../kit/Sheet.tsx'
import { Bone, ProblemNote } from '../kit/states.tsx'
import styles from './Impact.module.css'
import { ImpactNames } from './ImpactNames.tsx'
import { type Act, impactSentence, useImpact } from './impact.ts'

type ImpactLineProps = {
  /** What would be done if one saved now; nothing while there is nothing to save. */
  of: Act | undefined
  /** Where the act is about one person: their name, so that the line speaks of them. */
  name?: string
}

/**
 * What would follow if one saved now, as one line beside the button that saves; *Whom?* opens the names behind it; of
 * one person it is asked *Which?* learning activities.
 *
 *     <SaveBar … impact={<ImpactLine of={act(editAssignments, { params, body })} />} />
 */
export function ImpactLine({ of, name }: ImpactLineProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const [open, setOpen] = useState(false)
  const { preview, fault, stale } = useImpact(of)
  if (!of) return null
  if (fault) return <ProblemNote fault={fault} />
  const sentence = preview && impactSentence(t, format, preview, name)
  const touches = preview && Object.values(preview.counts).some(({ enrollments }) => enrollments > 0)
  return (
    <div className={styles.line} role="status" aria-busy={stale || !preview} data-stale={stale || undefined}>
      {preview ? <p>{sentence}</p> : <Bone width={240} />}
      {preview && touches && (
        <Button look="quiet" onClick={() => setOpen(true)}>
          {t(name === undefined ? 'enrollment:impact.whom' : 'enrollment:impact.which')}
        </Button>
      )}
      {preview && (
        <Sheet
          open={open}
          onClose={() => setOpen(false)}
          title={t('enrollment:impact.title')}
          subtitle={sentence}
          width={680}
        >
          <ImpactNames key={preview.previewId} preview={preview} />
        </Sheet>
      )}
    </div>
  )
}
