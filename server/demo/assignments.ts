import type { OnLeaving } from '../learning/contract.ts'
import type { UnitKind } from '../organization/contract.ts'

/** `to` names a unit (a department by the end of its place), `target` an activity's slug or a qualification's name. */
export type DemoAssignment = {
  kind: UnitKind
  to: string
  target: string
  /** Months ago; left out: since the academy began. */
  since?: number
  onLeaving?: OnLeaving
}

type Rest = Pick<DemoAssignment, 'since' | 'onLeaving'>

function to(kind: UnitKind, names: readonly string[], targets: readonly string[], rest: Rest = {}): DemoAssignment[] {
  return names.flatMap((name) => targets.map((target) => ({ kind, to: name, target, ...rest })))
}

const all = ['Marevelt Logistics', 'Marevelt Foods', 'Marevelt Care', 'Marevelt Technical Services']
const departments = (names: string[], targets: string[], rest?: Rest) => to('departments', names, targets, rest)
const functions = (names: string[], targets: string[], rest?: Rest) => to('functions', names, targets, rest)
const teams = (names: string[], targets: string[], rest?: Rest) => to('teams', names, targets, rest)
const groups = (names: string[], targets: string[], rest?: Rest) => to('groups', names, targets, rest)

export const assignments: readonly DemoAssignment[] = [
  ...to('companies', all, ['welcome', 'safe-from-day-one'], { onLeaving: 'keep' }),
  ...to('companies', all, ['code-of-conduct', 'privacy-basics', 'reporting-incidents']),
  ...to('companies', all, ['information-security'], { since: 27 }),
  ...to('companies', all, ['speaking-up'], { since: 13 }),
  ...to('companies', ['Marevelt Technical Services'], ['less-waste'], { since: 4 }),

  ...departments(
    ['Warehousing'],
    ['fire-prevention', 'evacuation-plan', 'lifting', 'warehouse-tour', 'protective-equipment'],
  ),
  ...departments(
    ['Tiel distribution center / Inbound', 'Venlo distribution center / Inbound', 'Duisburg hub / Goods in'],
    ['goods-receipt'],
  ),
  ...departments(['Transport'], ['evacuation-plan', 'reporting-incidents']),
  ...departments(['Benelux routes'], ['economical-driving'], { since: 15 }),
  ...departments(['International routes'], ['dangerous-goods', 'load-securing-practice']),
  ...departments(['Transport / Planning'], ['planning-rides', 'driving-and-rest-times']),
  ...departments(['Customs and trade'], ['customs-basics', 'customs-declarations', 'screen-work']),
  ...departments(['Fleet workshop'], ['fire-prevention', 'protective-equipment', 'noise']),
  ...departments(['Group office'], ['screen-work', 'gifts-and-interests', 'evacuation-plan']),
  ...departments(['Group office'], ['information-security-test'], { since: 27 }),
  ...departments(['Finance'], ['spreadsheets-formulas', 'spreadsheets-pivots']),

  ...departments(['Production'], ['Food handler', 'protective-equipment', 'noise', 'evacuation-plan']),
  ...departments(['Bakery Nijmegen / Dough room'], ['dough']),
  ...departments(['Bakery Nijmegen / Ovens'], ['oven-line', 'fire-extinguishers']),
  ...departments(
    ['Bakery Nijmegen / Packing', 'Kitchen Lille / Packing', 'Sauces Deventer / Filling'],
    ['packing-line', 'metal-detector'],
  ),
  ...departments(['Bakery Nijmegen / Packing', 'Kitchen Lille / Packing'], ['Allergen control'], { since: 22 }),
  ...departments(['Kitchen Lille'], ['knives', 'haccp-basics']),
  ...departments(['Sauces Deventer'], ['haccp-basics']),
  ...departments(['Quality and food safety'], ['traceability', 'food-hygiene', 'supplier-audits']),
  ...departments(['Technical service'], ['Electrically competent person', 'confined-spaces', 'food-hygiene']),
  ...departments(['Product development'], ['labels-and-law', 'haccp-basics']),
  ...departments(['Purchasing'], ['gifts-and-interests', 'supplier-audits']),
  ...departments(['Sales and marketing'], ['labels-and-law', 'gifts-and-interests']),
  ...departments(
    ['Foods / Cleaning'],
    ['cleaning-and-disinfecting', 'cleaning-packing-line', 'food-hygiene', 'protective-equipment'],
  ),

  ...departments(['Residential care', 'Home care'], ['infection-prevention', 'hand-hygiene-in-care', 'client-record']),
  ...departments(['Residential care', 'Home care'], ['signs-of-abuse'], { since: 42 }),
  ...departments(['Residential care'], ['fire-prevention', 'evacuation-plan', 'care-and-coercion']),
  ...departments(
    ['De Linde house / Memory care', 'Rozenhof house / Memory care'],
    ['dementia', 'behavior-hard-to-read', 'safe-meals'],
  ),
  ...departments(['Home care'], ['alone-at-clients', 'preventing-falls']),
  ...departments(['Waterkant house / Rehabilitation', 'Therapy'], ['wanting-to-move', 'safe-transfers']),
  ...departments(['Kitchen and facilities'], ['food-hygiene', 'safe-meals', 'hand-washing', 'evacuation-plan']),
  ...departments(['Pharmacy and medication'], ['medication', 'medication-exam', 'screen-work']),

  ...departments(['Installation', 'Service and repair'], ['Site safety', 'at-the-customers-door', 'work-order-app']),
  ...departments(['Heating and cooling'], ['gas-and-carbon-monoxide', 'pressure-equipment']),
  ...departments(['Heating and cooling'], ['heat-pumps-installing'], { since: 30 }),
  ...departments(['Solar and batteries'], ['solar-panels', 'aerial-platforms']),
  ...departments(['Solar and batteries'], ['battery-storage'], { since: 10, onLeaving: 'withdraw' }),
  ...departments(['Service and repair'], ['gas-and-carbon-monoxide', 'asbestos']),
  ...departments(['Service and repair'], ['heat-pumps-faults'], { since: 18 }),
  ...departments(['Projects'], ['site-safety', 'site-safety-exam']),
  ...departments(['Prefab workshop'], ['protective-equipment', 'noise', 'pressure-equipment']),

  ...functions(['Forklift driver'], ['Forklift driver']),
  ...functions(['Order picker'], ['picking-with-scanner', 'order-picker-truck']),
  ...functions(['Truck driver'], ['Professional driver']),
  ...functions(['Team leader'], ['Leading a team']),
  ...functions(['Team leader', 'Operations manager'], ['selecting-fairly'], { since: 34 }),
  ...functions(['Operations manager', 'Director'], ['gifts-and-interests', 'recall-exercise']),
  ...functions(['HR adviser'], ['selecting-fairly', 'absence-talks']),
  ...functions(['Finance officer'], ['spreadsheets-formulas']),
  ...functions(['Customer service adviser'], ['english-on-the-phone', 'clear-writing']),
  ...functions(['Account manager', 'Client adviser'], ['clear-writing']),
  ...functions(['IT specialist'], ['electrical-awareness']),
  ...functions(['Care assistant', 'Nurse', 'District nurse'], ['Safe moving and handling']),
  ...functions(['Nurse', 'District nurse'], ['Medication administration', 'Nursing skills']),
  ...functions(['Activity coordinator'], ['wanting-to-move', 'dementia']),
  ...functions(['Physiotherapist', 'Occupational therapist'], ['client-record', 'hoists']),
  ...functions(['Heating engineer'], ['refrigerants']),
  ...functions(['Electrician'], ['Electrically competent person']),
  ...functions(['Solar installer', 'Service engineer'], ['electrical-awareness']),
  ...functions(['Site supervisor'], ['site-safety-supervisors', 'site-supervision']),
  ...functions(['Quality inspector'], ['HACCP lead']),
  ...functions(['Food technologist'], ['tasting']),
  ...functions(['Vehicle technician'], ['electrical-awareness', 'hazardous-substances']),

  ...teams(['Tiel night shift A', 'Tiel night shift B', 'Night care rounds', 'Night cleaning'], ['night-work'], {
    since: 29,
  }),
  ...teams(['Refrigerated transport'], ['cold-chain']),
  ...teams(['Tasting panel'], ['tasting']),
  ...teams(['HACCP team'], ['HACCP lead']),
  ...teams(['Recall team'], ['traceability', 'recall-exercise']),
  ...teams(['Wound care consultants'], ['wound-care', 'pressure-ulcers']),
  ...teams(['Standby north', 'Standby south', 'Technical standby'], ['last-minute-risk', 'confined-spaces']),
  ...teams(['Learning and development'], ['clear-writing']),

  ...groups(['New hires'], ['working-together']),
  ...groups(['Emergency response officers'], ['Emergency response officer']),
  ...groups(['First aiders'], ['First aider']),
  ...groups(['Mentors'], ['feedback-that-helps'], { since: 20 }),
  ...groups(['Working with hazardous substances'], ['hazardous-substances']),
  ...groups(['Home workers'], ['working-from-home'], { since: 44 }),
  ...groups(['Night workers'], ['night-work'], { since: 29 }),
  ...groups(['Apprentices'], ['last-minute-risk']),
  ...groups(['Learning Dutch'], ['dutch-on-the-floor'], { onLeaving: 'keep' }),
  ...groups(['New leaders'], ['feedback-that-helps'], { since: 16 }),
  ...groups(['Drivers of dangerous goods'], ['Dangerous goods']),
]
