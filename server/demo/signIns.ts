/** Who can sign in to the demo academy, and what the rest of it has to know about them. */
export const password = 'muster demo academy'

export const signIns = [
  {
    role: 'administrator',
    key: 'Marevelt Logistics / Group office / People and learning / 3',
    name: 'Esther van Lierop',
    email: 'admin@example.com',
    monthsHere: 88,
    functions: ['HR adviser'],
    teams: ['Learning and development'],
  },
  {
    role: 'manager',
    key: 'Marevelt Logistics / Warehousing / Tiel distribution center / Night shift / 0',
    name: 'Kofi Brouwer',
    email: 'manager@example.com',
    monthsHere: 97,
    functions: ['Team leader', 'Forklift driver'],
    teams: ['Tiel night shift A'],
  },
  {
    role: 'learner',
    key: 'Marevelt Logistics / Warehousing / Tiel distribution center / Night shift / 4',
    name: 'Alicja Maron',
    email: 'learner@example.com',
    monthsHere: 39,
    functions: ['Forklift driver', 'Order picker'],
    teams: ['Tiel night shift A'],
    before: { place: 'Inbound', functions: ['Warehouse operative'], monthsAgo: 14 },
  },
] as const satisfies ReadonlyArray<{
  role: 'administrator' | 'manager' | 'learner'
  key: string
  name: string
  email: string
  monthsHere: number
  functions: readonly string[]
  teams: readonly string[]
  /** Where they were until so many months ago: another department of the same site. */
  before?: { place: string; functions: readonly string[]; monthsAgo: number }
}>

/** What the demo door prints. */
export function demoSignIns(): string {
  const lines = signIns.map(({ role, name, email }) => `    ${role.padEnd(15)} ${email.padEnd(22)} ${name}`)
  return `  Sign in with the password "${password}" as\n${lines.join('\n')}`
}
