import type { Criterion } from '../../server/rule/contract.ts'
import { compileCriteria } from '../../server/rule/criteria.ts'
import { shape } from './shape.ts'

const codes = ['en', 'nl', 'de', 'fr'] as const
const languages = new Map(codes.map((code, nth) => [code, nth + 1]))

/** A rule as its table takes it. */
export function ruleOf(name: string, criteria: readonly Criterion[]) {
  return { name, state: 'active', criteria: [...criteria], ...compileCriteria(criteria, { languages }) }
}

/** The one criterion that everybody meets. */
export const everyoneRule = (name: string) => ruleOf(name, [inLanguage(...codes)])

/**
 * The nth of the academy's rules. Eight in ten name a language, as in a real academy. One in twenty-five matches a
 * fortieth of everyone, one in ten those of a department who came lately; the others some hundredths of a per cent.
 */
export function someRule(nth: number) {
  const draw = (salt: number, many: number) => 1 + ((((nth + 1) * 2_654_435_761 + salt * 40_503) >>> 5) % many)
  const language = inLanguage(codes[nth % codes.length] ?? 'en')
  const name = `Rule ${nth + 1}`
  switch (nth % 25) {
    case 0:
      return ruleOf(name, [{ kind: 'company', ...among(draw(1, shape.companies)) }, notIn(draw(2, shape.groups))])
    case 1:
    case 2:
      return ruleOf(name, [below(draw(3, shape.topDepartments)), addedAfter('2024-01-01')])
    case 3:
    case 4:
    case 5:
    case 6:
      return ruleOf(name, [
        { kind: 'function', ...among(draw(4, shape.functions), draw(5, shape.functions)) },
        below(...[6, 7, 8, 9].map((salt) => draw(salt, shape.topDepartments))),
        language,
      ])
    default:
      return ruleOf(name, [{ kind: 'team', ...among(draw(10, shape.teams), draw(11, shape.teams)) }, language])
  }
}

const among = (...ids: number[]) => ({ negated: false, ids })
const below = (...ids: number[]): Criterion => ({ kind: 'department', below: true, ...among(...ids) })
const notIn = (group: number): Criterion => ({ kind: 'group', negated: true, ids: [group] })
const inLanguage = (...among: Array<(typeof codes)[number]>): Criterion => ({
  kind: 'language',
  negated: false,
  codes: among,
})
const addedAfter = (day: string): Criterion => ({ kind: 'added', is: 'after', negated: false, day })
