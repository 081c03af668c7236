import { expect, it } from 'vitest'
import { toldApart } from './toldApart.ts'

const packing = { id: 1, name: 'Packing', place: 'Rakema' }

it('says of those that have one name what each stands in, and of others only the name', () => {
  const other = { id: 2, name: 'Packing', place: 'Rakema · Warehouse' }
  const team = { id: 3, name: 'Packing', place: null }
  const office = { id: 4, name: 'Office', place: 'Rakema' }
  expect(toldApart([packing, other, team, office])).toEqual([
    'Packing (Rakema)',
    'Packing (Rakema · Warehouse)',
    'Packing',
    'Office',
  ])
})

it('names what is there twice as one, as a department by itself and with those below it', () => {
  expect(toldApart([packing, packing])).toEqual(['Packing', 'Packing'])
})
