import { expect, test } from 'vitest'
import { enrolledLetter } from './enrolled.ts'
import { invitationLetter } from './invitation.ts'

const ann = { name: 'Ann de Vries', academy: 'Rakema', publicUrl: 'https://academy.example.com' }
const fire = { title: 'Fire safety', type: 'video' } as const
const help = { title: 'First aid', type: 'classroom' } as const

test('a mail lists every activity with its type, and says where they are', () => {
  const { subject, text, html } = enrolledLetter({ ...ann, language: 'en', activities: [fire, help] })
  expect(subject).toBe('Rakema: you are enrolled in 2 learning activities')
  expect(text).toBe(
    [
      'Hello Ann de Vries,',
      'You are enrolled in 2 learning activities:',
      '- Fire safety (video)\n- First aid (classroom)',
      'Everything you are enrolled in is under My learning.',
      'Open My learning: https://academy.example.com/my-learning',
      '-- \nSent by Muster for Rakema.\n',
    ].join('\n\n'),
  )
  expect(html).toContain('<li style="margin:0 0 4px">First aid (classroom)</li>')
  expect(html).toContain('href="https://academy.example.com/my-learning"')
})

test('of one activity the subject says which', () => {
  expect(enrolledLetter({ ...ann, language: 'en', activities: [fire] }).subject).toBe(
    'Rakema: you are enrolled in Fire safety',
  )
})

test('Dutch people read Dutch', () => {
  const letter = enrolledLetter({ ...ann, language: 'nl', activities: [help, fire] })
  expect(letter.subject).toBe('Rakema: je bent ingeschreven voor 2 leeractiviteiten')
  expect(letter.text).toContain('Hallo Ann de Vries,')
  expect(letter.text).toContain('- First aid (klassikaal)')
  expect(letter.html).toContain('<html lang="nl">')
})

test('Germans and French people read theirs', () => {
  const german = enrolledLetter({ ...ann, language: 'de', activities: [help, fire] })
  expect(german.subject).toBe('Rakema: Sie sind in 2 Lernaktivitäten eingeschrieben')
  expect(german.text).toContain('- First aid (Präsenz)')
  const french = enrolledLetter({ ...ann, language: 'fr', activities: [fire] })
  expect(french.subject).toBe('Rakema : vous avez une inscription à Fire safety')
  expect(french.html).toContain('<html lang="fr">')
})

test('what is put in is text: no markup, no header, no line of its own', () => {
  const { subject, text, html } = enrolledLetter({
    ...ann,
    academy: 'R&D\r\nBcc: everyone@example.com',
    name: '<img src=x onerror=alert(1)>',
    language: 'en',
    activities: [{ title: 'Safety\u2028first "and" \'last\' <b>', type: 'exam' }],
  })
  expect(subject).toBe(`R&D Bcc: everyone@example.com: you are enrolled in Safety first "and" 'last' <b>`)
  expect(html).toContain('Hello &lt;img src=x onerror=alert(1)&gt;,')
  expect(html).toContain('Safety first &quot;and&quot; &#39;last&#39; &lt;b&gt; (exam)')
  expect(html).not.toContain('<img')
  expect(text).toContain('- Safety first "and" \'last\' <b> (exam)')
})

test('a long title does not make an endless subject, and no character is cut in half', () => {
  const { subject } = enrolledLetter({
    ...ann,
    language: 'en',
    activities: [{ title: '🚚'.repeat(300), type: 'exam' }],
  })
  expect([...subject]).toHaveLength(150)
  expect(subject.endsWith('🚚…')).toBe(true)
})

test('an invitation carries its link once it is made', () => {
  const made = invitationLetter({ ...ann, email: 'ann@example.com', language: 'en', link: 'https://x.example/i/1' })
  expect(made.subject).toBe('Rakema: choose your password')
  expect(made.text).toContain('Choose a password: https://x.example/i/1')
  expect(made.text).toContain('You sign in with your e-mail address, ann@example.com.')
  const waiting = invitationLetter({ ...ann, email: 'ann@example.com', language: 'nl', link: null })
  expect(waiting.text).toContain('De link wordt gemaakt als dit bericht wordt verstuurd.')
})
