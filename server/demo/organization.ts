import { chance, weighted } from './chance.ts'

type Work = ReadonlyArray<readonly [functionName: string, weight: number]>

/** Where people work: so many of them, doing what. */
export type Leaf = { name: string; people: number; work: Work }
export type Branch = { name: string; place?: 'nl' | 'de' | 'fr'; below: ReadonlyArray<Branch | Leaf> }

const leaf = (name: string, people: number, ...work: Work): Leaf => ({ name, people, work })

/** What somebody does there: one thing, and here and there a second. */
export function functionsFor(key: string, work: Leaf['work']): string[] {
  if (work.length === 0) return []
  const first = weighted(work, 'function', key)
  const second = weighted(work, 'second function', key)
  return second !== first && chance('two functions', key) < 0.15 ? [first, second] : [first]
}

/**
 * Marevelt, a family of four companies: it stores and carries, bakes and cooks, cares, and installs. Departments directly
 * above those where people work have a manager; the others only order them.
 */
export const companies: ReadonlyArray<{ name: string; below: ReadonlyArray<Branch | Leaf> }> = [
  {
    name: 'Marevelt Logistics',
    below: [
      {
        name: 'Warehousing',
        below: [
          {
            name: 'Tiel distribution center',
            below: [
              leaf('Inbound', 62, ['Forklift driver', 5], ['Warehouse operative', 5]),
              leaf('Outbound', 88, ['Order picker', 6], ['Forklift driver', 3], ['Warehouse operative', 2]),
              leaf('Night shift', 52, ['Order picker', 4], ['Forklift driver', 3], ['Warehouse operative', 3]),
            ],
          },
          {
            name: 'Venlo distribution center',
            below: [
              leaf('Inbound', 48, ['Forklift driver', 5], ['Warehouse operative', 4]),
              leaf('Outbound', 66, ['Order picker', 6], ['Forklift driver', 4]),
            ],
          },
          {
            name: 'Duisburg hub',
            place: 'de',
            below: [
              leaf('Goods in', 34, ['Forklift driver', 5], ['Warehouse operative', 5]),
              leaf('Dispatch', 44, ['Order picker', 5], ['Forklift driver', 4]),
            ],
          },
        ],
      },
      {
        name: 'Transport',
        below: [
          leaf('Benelux routes', 119, ['Truck driver', 1]),
          leaf('International routes', 72, ['Truck driver', 1]),
          leaf('Planning', 28, ['Transport planner', 1]),
        ],
      },
      leaf('Customs and trade', 26, ['Customs agent', 1]),
      leaf('Customer care', 34, ['Customer service adviser', 1]),
      leaf('Fleet workshop', 30, ['Vehicle technician', 1]),
      {
        name: 'Group office',
        below: [
          leaf('People and learning', 27, ['HR adviser', 1]),
          leaf('Finance', 42, ['Finance officer', 1]),
          leaf('Information technology', 40, ['IT specialist', 1]),
          leaf('Legal and compliance', 12),
        ],
      },
    ],
  },
  {
    name: 'Marevelt Foods',
    below: [
      {
        name: 'Production',
        below: [
          {
            name: 'Bakery Nijmegen',
            below: [
              leaf('Dough room', 38, ['Baker', 6], ['Production operator', 4]),
              leaf('Ovens', 54, ['Baker', 3], ['Production operator', 7]),
              leaf('Packing', 82, ['Packing operator', 1]),
            ],
          },
          {
            name: 'Kitchen Lille',
            place: 'fr',
            below: [
              leaf('Preparation', 52, ['Cook', 6], ['Production operator', 4]),
              leaf('Assembly', 86, ['Production operator', 1]),
              leaf('Packing', 46, ['Packing operator', 1]),
            ],
          },
          {
            name: 'Sauces Deventer',
            below: [
              leaf('Cooking', 34, ['Cook', 4], ['Production operator', 6]),
              leaf('Filling', 42, ['Packing operator', 6], ['Production operator', 4]),
            ],
          },
        ],
      },
      {
        name: 'Quality and food safety',
        below: [
          leaf('Laboratory', 18, ['Laboratory analyst', 1]),
          leaf('Audits and standards', 14, ['Quality inspector', 1]),
        ],
      },
      leaf('Technical service', 40, ['Maintenance technician', 1]),
      leaf('Product development', 22, ['Food technologist', 1]),
      leaf('Purchasing', 20, ['Buyer', 1]),
      leaf('Sales and marketing', 40, ['Account manager', 1]),
      leaf('Cleaning', 44, ['Cleaning operative', 1]),
    ],
  },
  {
    name: 'Marevelt Care',
    below: [
      {
        name: 'Residential care',
        below: [
          {
            name: 'De Linde house',
            below: [
              leaf('Somatic care', 52, ['Care assistant', 6], ['Nurse', 3]),
              leaf('Memory care', 48, ['Care assistant', 6], ['Nurse', 2], ['Activity coordinator', 1]),
            ],
          },
          {
            name: 'Rozenhof house',
            below: [
              leaf('Somatic care', 46, ['Care assistant', 6], ['Nurse', 3]),
              leaf('Memory care', 44, ['Care assistant', 6], ['Nurse', 2], ['Activity coordinator', 1]),
              leaf('Day center', 18, ['Activity coordinator', 6], ['Care assistant', 4]),
            ],
          },
          {
            name: 'Waterkant house',
            below: [
              leaf('Somatic care', 40, ['Care assistant', 6], ['Nurse', 3]),
              leaf('Rehabilitation', 36, ['Nurse', 4], ['Care assistant', 4], ['Physiotherapist', 1]),
            ],
          },
        ],
      },
      {
        name: 'Home care',
        below: [
          leaf('North', 84, ['District nurse', 3], ['Care assistant', 7]),
          leaf('South', 78, ['District nurse', 3], ['Care assistant', 7]),
          leaf('Night care', 28, ['District nurse', 4], ['Care assistant', 6]),
        ],
      },
      {
        name: 'Therapy',
        below: [
          leaf('Physiotherapy', 26, ['Physiotherapist', 1]),
          leaf('Occupational therapy', 18, ['Occupational therapist', 1]),
        ],
      },
      leaf('Pharmacy and medication', 16, ['Pharmacy assistant', 1]),
      leaf('Kitchen and facilities', 52, ['Facility assistant', 6], ['Cook', 4]),
      leaf('Client advice', 20, ['Client adviser', 1]),
    ],
  },
  {
    name: 'Marevelt Technical Services',
    below: [
      {
        name: 'Installation',
        below: [
          leaf('Heating and cooling', 76, ['Heating engineer', 1]),
          leaf('Electrical', 64, ['Electrician', 1]),
          leaf('Solar and batteries', 48, ['Solar installer', 7], ['Electrician', 3]),
        ],
      },
      {
        name: 'Service and repair',
        below: [leaf('North', 52, ['Service engineer', 1]), leaf('South', 48, ['Service engineer', 1])],
      },
      {
        name: 'Projects',
        below: [leaf('Engineering', 34, ['Project engineer', 1]), leaf('Site management', 22, ['Site supervisor', 1])],
      },
      leaf('Prefab workshop', 38, ['Maintenance technician', 1]),
      leaf('Planning desk', 18, ['Customer service adviser', 1]),
      leaf('Showroom and sales', 16, ['Account manager', 1]),
    ],
  },
]

export const functionNames = [
  'Director',
  'Operations manager',
  'Team leader',
  'Warehouse operative',
  'Forklift driver',
  'Order picker',
  'Truck driver',
  'Transport planner',
  'Customs agent',
  'Vehicle technician',
  'Customer service adviser',
  'HR adviser',
  'Finance officer',
  'IT specialist',
  'Production operator',
  'Baker',
  'Packing operator',
  'Cook',
  'Cleaning operative',
  'Quality inspector',
  'Laboratory analyst',
  'Food technologist',
  'Maintenance technician',
  'Buyer',
  'Account manager',
  'Care assistant',
  'Nurse',
  'District nurse',
  'Activity coordinator',
  'Physiotherapist',
  'Occupational therapist',
  'Pharmacy assistant',
  'Facility assistant',
  'Client adviser',
  'Heating engineer',
  'Electrician',
  'Solar installer',
  'Service engineer',
  'Project engineer',
  'Site supervisor',
] as const
