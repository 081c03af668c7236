import { chance } from './chance.ts'
import type { Person } from './person.ts'

/** Teams divide the departments named among themselves; `part` leaves some people of them without one. */
const divided: ReadonlyArray<{ of: readonly string[]; part: number; teams: readonly string[] }> = [
  {
    of: ['Tiel distribution center / Inbound', 'Tiel distribution center / Outbound'],
    part: 0.92,
    teams: ['Tiel early shift', 'Tiel late shift'],
  },
  { of: ['Tiel distribution center / Night shift'], part: 1, teams: ['Tiel night shift A', 'Tiel night shift B'] },
  { of: ['Venlo distribution center'], part: 0.9, teams: ['Venlo early shift', 'Venlo late shift'] },
  { of: ['Duisburg hub'], part: 0.9, teams: ['Duisburg early shift', 'Duisburg late shift'] },
  {
    of: ['Benelux routes'],
    part: 0.95,
    teams: ['Benelux drivers west', 'Benelux drivers east', 'Refrigerated transport'],
  },
  { of: ['International routes'], part: 0.95, teams: ['International drivers'] },
  { of: ['Transport / Planning'], part: 0.4, teams: ['Weekend planning'] },
  { of: ['Customs and trade'], part: 0.7, teams: ['Customs desk'] },
  { of: ['People and learning'], part: 0.4, teams: ['Learning and development'] },
  { of: ['Information technology'], part: 0.45, teams: ['Service desk'] },
  { of: ['Finance'], part: 0.3, teams: ['Payroll'] },
  { of: ['Bakery Nijmegen / Dough room'], part: 0.6, teams: ['Dough early shift'] },
  { of: ['Bakery Nijmegen / Ovens'], part: 0.95, teams: ['Ovens early shift', 'Ovens late shift'] },
  { of: ['Bakery Nijmegen / Packing'], part: 0.95, teams: ['Bakery packing early', 'Bakery packing late'] },
  { of: ['Kitchen Lille'], part: 0.9, teams: ['Lille morning shift', 'Lille afternoon shift'] },
  { of: ['Sauces Deventer'], part: 0.95, teams: ['Sauces early shift', 'Sauces late shift'] },
  { of: ['Foods / Cleaning'], part: 0.5, teams: ['Night cleaning'] },
  { of: ['Product development', 'Laboratory', 'Sales and marketing'], part: 0.25, teams: ['Tasting panel'] },
  {
    of: ['Audits and standards', 'Bakery Nijmegen / Ovens', 'Sauces Deventer / Cooking'],
    part: 0.12,
    teams: ['HACCP team'],
  },
  { of: ['Quality and food safety', 'Sales and marketing'], part: 0.15, teams: ['Recall team'] },
  { of: ['Technical service'], part: 0.35, teams: ['Technical standby'] },
  { of: ['Sales and marketing'], part: 0.3, teams: ['Retail accounts'] },
  { of: ['De Linde house / Somatic care'], part: 0.95, teams: ['De Linde first floor', 'De Linde second floor'] },
  { of: ['De Linde house / Memory care'], part: 0.9, teams: ['De Linde garden'] },
  { of: ['Rozenhof house / Somatic care'], part: 0.95, teams: ['Rozenhof east wing', 'Rozenhof west wing'] },
  { of: ['Rozenhof house / Memory care'], part: 0.9, teams: ['Rozenhof courtyard'] },
  { of: ['Waterkant house / Somatic care'], part: 0.9, teams: ['Waterkant quay side'] },
  { of: ['Waterkant house / Rehabilitation'], part: 0.9, teams: ['Waterkant rehabilitation'] },
  { of: ['Home care / North'], part: 0.95, teams: ['Home care Zutphen', 'Home care Apeldoorn'] },
  { of: ['Home care / South'], part: 0.95, teams: ['Home care Oss', 'Home care Boxtel'] },
  { of: ['Night care'], part: 0.9, teams: ['Night care rounds'] },
  { of: ['Care'], part: 0.025, teams: ['Wound care consultants'] },
  { of: ['Kitchen and facilities'], part: 0.4, teams: ['De Linde kitchen'] },
  { of: ['Heating and cooling'], part: 0.9, teams: ['Heat pumps residential', 'Heat pumps commercial'] },
  { of: ['Electrical'], part: 0.9, teams: ['Electrical residential', 'Electrical commercial'] },
  { of: ['Solar and batteries'], part: 0.95, teams: ['Solar roofs', 'Solar fields'] },
  { of: ['Service and repair / North'], part: 0.5, teams: ['Standby north'] },
  { of: ['Service and repair / South'], part: 0.5, teams: ['Standby south'] },
  { of: ['Prefab workshop'], part: 0.6, teams: ['Prefab assembly'] },
  { of: ['Engineering'], part: 0.5, teams: ['Calculations'] },
  { of: ['Site management'], part: 0.8, teams: ['Site supervisors'] },
  { of: ['Planning desk'], part: 0.6, teams: ['Morning planning'] },
  { of: ['Showroom and sales'], part: 0.7, teams: ['Showroom weekend'] },
]

export const teamNames: readonly string[] = divided.flatMap(({ teams }) => teams)

/** The teams of somebody who works at `place`, such as `Marevelt Foods / Production / Sauces Deventer / Cooking`. */
export function teamsOf(person: Pick<Person, 'key' | 'place'>): string[] {
  return divided.flatMap(({ of, part, teams }) => {
    if (!of.some((name) => isWithin(person.place, name))) return []
    const at = chance('team', teams[0] ?? '', person.key) / part
    return at < 1 ? [teams[Math.floor(at * teams.length)] as string] : []
  })
}

/** `place` is the unit that `name` ends with, or below it. */
export function isWithin(place: string, name: string): boolean {
  return ` ${place} / `.includes(` ${name} / `)
}
