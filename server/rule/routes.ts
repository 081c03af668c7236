import { type App, route } from '../access/route.ts'
import { units } from '../organization/unit.ts'
import { copyRule, createRule, editRule } from './commands.ts'
import * as contract from './contract.ts'
import { exportedRules } from './exports.ts'
import { compareUser, countMatches, countRules, listMatches, listRuleMatches, readMatch } from './matches.ts'
import { listRules, readRule } from './queries.ts'
import { mergeInto, replaceBy } from './succession.ts'

export function ruleRoutes(app: App): void {
  matchRoutes(app)
  successionRoutes(app)

  route(
    app,
    contract.listRules,
    { allow: 'rule.list' },
    ({ actor, query, db }) => listRules(db, { query, language: actor.language }),
    exportedRules,
  )

  route(app, contract.createRule, { allow: 'rule.create' }, async ({ actor, body, db, change }) => {
    const { notify, confirm: _, ...rule } = body
    const { result, outcome } = await change({ kind: 'rule.create', notify }, (tx) => createRule(tx, rule))
    const written = await readRule(db, { id: result.id, language: actor.language })
    return { rule: written, outcome, keepsByDefault: result.keepsByDefault }
  })

  route(app, contract.readRule, { allow: 'rule.read', of: 'ruleId' }, ({ actor, params, db }) =>
    readRule(db, { id: params.ruleId, language: actor.language }),
  )

  route(app, contract.editRule, { allow: 'rule.edit', of: 'ruleId' }, async ({ actor, params, body, db, change }) => {
    const { notify, confirm: _, ...edit } = body
    const act = { kind: edit.state ? acts[edit.state] : 'rule.edit', notify }
    const { result, outcome } = await change(act, (tx) => editRule(tx, { id: params.ruleId, edit }))
    const written = await readRule(db, { id: result.id, language: actor.language })
    return { rule: written, outcome, keepsByDefault: result.keepsByDefault }
  })

  route(app, contract.copyRule, { allow: 'rule.copy', of: 'ruleId' }, async ({ actor, params, db, change }) => {
    const { result: id } = await change({ kind: 'rule.create' }, (tx) => copyRule(tx, { id: params.ruleId }))
    return readRule(db, { id, language: actor.language })
  })
}

function matchRoutes(app: App): void {
  route(app, contract.countMatches, { allow: 'rule.match' }, async ({ body, db }) => ({
    count: await countMatches(db, body),
  }))

  route(app, contract.listMatches, { allow: 'rule.match' }, ({ body, db }) => {
    const { criteria, ...query } = body
    return listMatches(db, { criteria, query })
  })

  route(app, contract.countRules, { allow: 'rule.list' }, async ({ query, db }) => ({
    items: await countRules(db, query),
  }))

  route(app, contract.listRuleMatches, { allow: 'rule.read', of: 'ruleId' }, ({ params, query, db }) =>
    listRuleMatches(db, { id: params.ruleId, query }),
  )

  route(app, contract.compareUser, { allow: 'rule.match' }, ({ body, db }) => compareUser(db, body))

  route(app, contract.readMatch, { allow: 'rule.read', of: 'ruleId' }, ({ params, db }) =>
    readMatch(db, { id: params.ruleId, userId: params.userId }),
  )
}

/** What history calls an edit that moves a rule on. */
const acts = { active: 'rule.activate', paused: 'rule.pause', ended: 'rule.end' } as const

function successionRoutes(app: App): void {
  route(app, contract.replaceUnit, { allow: 'unit.replace', of: 'unitId' }, async ({ params, body, change }) => {
    const succession = { kind: params.unit, id: params.unitId, byId: body.byId }
    const act = { kind: `${units[params.unit].one}.replace`, notify: body.notify, succession }
    return (await change(act, (tx) => replaceBy(tx, succession))).outcome
  })
  route(app, contract.mergeUnit, { allow: 'unit.merge', of: 'unitId' }, async ({ params, body, change }) => {
    const succession = { kind: params.unit, id: params.unitId, byId: body.byId }
    const act = { kind: `${units[params.unit].one}.merge`, notify: body.notify, succession }
    return (await change(act, (tx) => mergeInto(tx, succession))).outcome
  })
  const ofQualification = (id: number, byId: number) => ({ kind: 'qualifications' as const, id, byId })
  const replace = { allow: 'qualification.replace', of: 'qualificationId' } as const
  route(app, contract.replaceQualification, replace, async ({ params, body, change }) => {
    const succession = ofQualification(params.qualificationId, body.byId)
    const act = { kind: 'qualification.replace', notify: body.notify, succession }
    return (await change(act, (tx) => replaceBy(tx, succession))).outcome
  })
  const merge = { allow: 'qualification.merge', of: 'qualificationId' } as const
  route(app, contract.mergeQualification, merge, async ({ params, body, change }) => {
    const succession = ofQualification(params.qualificationId, body.byId)
    const act = { kind: 'qualification.merge', notify: body.notify, succession }
    return (await change(act, (tx) => mergeInto(tx, succession))).outcome
  })
}
