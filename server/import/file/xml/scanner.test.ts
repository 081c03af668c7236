import fc from 'fast-check'
import { SaxesParser } from 'saxes'
import { describe, expect, it } from 'vitest'
import { FileRefusal } from '../refusal.ts'
import { nameOf, Scanner } from './scanner.ts'
import { textOf } from './text.ts'

type Event = ['open', number, number, string | undefined] | ['text', string] | ['close', number, number]

const id = nameOf('id')

/** Every prefix here is another namespace's. */
const numberOf = (name: string) => (name.includes(':') ? -1 : nameOf(name))

/** What is told of a document, cut into pieces of a size. Neighbouring texts are one. */
function scanned(xml: string, size = xml.length + 1): Event[] {
  const events: Event[] = []
  const scanner = new Scanner({
    open: ({ name, depth }) => events.push(['open', name, depth, scanner.value(id)]),
    close: ({ name, depth }) => events.push(['close', name, depth]),
    text: (bytes, from, to, literal) => addText(events, textOf(bytes, from, to, literal)),
  })
  const bytes = Buffer.from(xml)
  for (let at = 0; at < bytes.length; at += size) scanner.feed(Buffer.from(bytes.subarray(at, at + size)))
  scanner.finish()
  return events
}

function parsed(xml: string): Event[] {
  const events: Event[] = []
  let depth = 0
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => {
    depth += 1
    events.push(['open', numberOf(name), depth, attributes.id as string | undefined])
  })
  parser.on('closetag', ({ name }) => {
    events.push(['close', numberOf(name), depth])
    depth -= 1
  })
  const text = (said: string) => {
    if (depth > 0) addText(events, said)
  }
  parser.on('text', text)
  parser.on('cdata', text)
  parser.write(xml).close()
  return events
}

function addText(events: Event[], text: string): void {
  const last = events.at(-1)
  if (last?.[0] === 'text') last[1] += text
  else if (text !== '') events.push(['text', text])
}

const text = fc.constantFrom(
  'a',
  'é東😀',
  '&amp;',
  '&#65;',
  '&#x1F600;',
  ' ',
  '<!-- <c> -->',
  '<![CDATA[<a>&]]>',
  '<?pi <?>',
  '',
)
const attribute = fc.constantFrom('', ' id="1"', " id = '&lt;\"é'", ' id="a>b"', ' x:id="2" id="3"', '\n id=""')
const element = fc.letrec<{ element: string }>((tie) => ({
  element: fc
    .tuple(
      fc.constantFrom('row', 'c', 'is', 't', 'y:row'),
      attribute,
      fc.array(fc.oneof({ maxDepth: 4 }, text, tie('element')), { maxLength: 4 }),
    )
    .map(([name, given, inside]) =>
      inside.length === 0 ? `<${name}${given}/>` : `<${name}${given}>${inside.join('')}</${name} >`,
    ),
})).element
const documents = element.map((inside) => `<?xml version="1.0"?>\n<!-- a -->\n<root xmlns:y="urn:y">${inside}</root>\n`)

describe('the scanner', () => {
  it('tells of a document what saxes tells of it, wherever its pieces end', () => {
    fc.assert(
      fc.property(documents, fc.integer({ min: 1, max: 9 }), (xml, size) => {
        expect(scanned(xml, size)).toEqual(parsed(xml))
      }),
    )
  })

  it('refuses of documents with something changed what saxes refuses, and otherwise tells the same', () => {
    const change = fc.tuple(fc.nat(), fc.nat(3), fc.constantFrom('', '<', '>', '&', '"', '/', ' ', 'a', '</c>', ']]>'))
    fc.assert(
      fc.property(documents, change, (xml, [where, length, put]) => {
        const characters = [...xml]
        const changed = characters.toSpliced(where % characters.length, length, put).join('')
        const told = outcome(() => parsed(changed))
        // It does not mind what a spreadsheet program does not mind: characters in names, `]]>` in text.
        if (told !== 'refused') expect(outcome(() => scanned(changed))).toEqual(told)
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    ['an element without end', '<a><b></b>'],
    ['an end without beginning', '<a></b></a>'],
    ['two roots', '<a/><a/>'],
    ['text beside the root', '<a/>b'],
    ['an attribute twice', '<a b="1" b="2"/>'],
    ['an attribute without quotes', '<a b=1/>'],
    ['an entity of its own', '<a>&b;</a>'],
    ['a character that is none', '<a>&#0;</a>'],
    ['half of a character', '<a>&#xD800;</a>'],
    ['a byte that is nothing', '<a>a\u0000b</a>'],
    ['an element too deep', '<a>'.repeat(65) + '</a>'.repeat(65)],
    ['nothing', ' '],
  ])('refuses %s', (_, xml) => {
    expect(outcome(() => scanned(xml))).toBe('refused')
  })

  it('refuses a document type before it is read', () => {
    const laughs = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    expect(() => scanned(laughs)).toThrow(expect.objectContaining({ code: 'document-type' }))
  })
})

function outcome(tell: () => Event[]): Event[] | 'refused' {
  try {
    return tell()
  } catch (error) {
    if (error instanceof FileRefusal || (error instanceof Error && /^\d+:\d+:/.test(error.message))) return 'refused'
    throw error
  }
}
