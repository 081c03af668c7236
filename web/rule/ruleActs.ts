import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { copyRule, createRule, editRule, type Rule, readRule } from '../../server/rule/contract.ts'
import { savedSentence } from '../enrollment/changes.ts'
import { foresee } from '../enrollment/Foresight.tsx'
import { act } from '../enrollment/impact.ts'
import { followBatch } from '../enrollment/running.ts'
import { type AnAct, useAct } from '../history/undo.ts'
import { ApiProblem, call, type InputOf } from '../kit/api.ts'
import { useFormat } from '../kit/format.ts'
import { query, queryClient, useCommand } from '../kit/query.ts'
import { newRuleOf } from './builder.ts'
import type { RuleDraft } from './useRuleDraft.ts'

/** What one can do with a rule's state, as the buttons call it. */
export type Step = 'activate' | 'resume' | 'reactivate' | 'pause' | 'end'

const leadsTo = { activate: 'active', resume: 'active', reactivate: 'active', pause: 'paused', end: 'ended' } as const

type EditBody = InputOf<typeof editRule>['body']

/** What can be done to a saved rule. Whatever touches enrollments is shown first, or stands beside the button. */
export function useRuleActs(rule: Rule, written: RuleDraft) {
  const { t } = useTranslation()
  const format = useFormat()
  const go = useNavigate()
  const params = { ruleId: rule.id }

  const send = async (body: EditBody) => {
    try {
      const sent = written.draft
      // A step alone writes over nothing of others.
      const version = written.isChanged ? written.seen.current : undefined
      return { ...(await call(editRule, { params, body, version })), sent }
    } catch (problem) {
      if (problem instanceof ApiProblem && problem.code === 'changed-meanwhile') {
        // They know now: whoever saves again puts what they changed over it.
        written.seen.current = undefined
      }
      throw problem
    }
  }

  const saving: AnAct<EditBody, Awaited<ReturnType<typeof send>>> = {
    waits: false,
    batch: ({ outcome }) => outcome,
    done: ({ rule: saved, outcome, sent }) => {
      queryClient.setQueryData(query(readRule, { params }).queryKey, saved)
      written.saved(sent, saved)
      followBatch(outcome)
      return savedSentence(t, format, outcome)
    },
  }
  const edit = useAct(send, { ...saving, problem: 'mine' })
  // From whichever tab: why not is said over the page.
  const step = useAct(send, saving)

  /** What was edited goes along: the impact shown is that of both together. */
  const move = (to: Step) => {
    const body: EditBody = { ...written.edit, state: leadsTo[to] }
    foresee({
      title: t(`rule:step.${to}.title`, { name: rule.name }),
      text: t(`rule:step.${to}.text`),
      action: t(`rule:step.${to}.action`),
      danger: to === 'end',
      act: act(editRule, { params, body }),
      mayNotify: true,
      does: (agreed) => step.mutateAsync({ ...body, ...agreed }),
    })
  }

  const copy = useCommand(() => call(copyRule, { params }), {
    done: (made) => {
      void go({ to: `/organise/rules/${made.id}` })
      return t('rule:copied', { name: made.name })
    },
  })

  return { edit, move, copy, isBusy: edit.isPending || step.isPending }
}

/** Making a new rule, as a draft or active at once. One goes to it when it is there. */
export function useRuleCreation(written: RuleDraft) {
  const { t } = useTranslation()
  const format = useFormat()
  const go = useNavigate()
  const create = useAct((body: InputOf<typeof createRule>['body']) => call(createRule, { body }), {
    problem: 'mine',
    waits: false,
    batch: ({ outcome }) => outcome,
    done: ({ rule, outcome }) => {
      written.clear()
      followBatch(outcome)
      void go({ to: `/organise/rules/${rule.id}` })
      return rule.state === 'draft' ? t('rule:created', { name: rule.name }) : savedSentence(t, format, outcome)
    },
  })
  const body = newRuleOf(written.draft)
  const activate = () => {
    const active = { ...body, state: 'active' as const }
    foresee({
      title: t('rule:step.activate.title', { name: written.draft.name }),
      text: t('rule:step.activate.text'),
      action: t('rule:step.activate.action'),
      act: act(createRule, { body: active }),
      mayNotify: true,
      does: (agreed) => create.mutateAsync({ ...active, ...agreed }),
    })
  }
  return { create, activate, saveDraft: () => create.mutate(body) }
}
