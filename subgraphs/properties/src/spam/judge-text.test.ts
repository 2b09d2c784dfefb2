import fc from 'fast-check'
import { expect, test } from 'vitest'
import { judgeText } from './judge-text.ts'

const contactDetails = { name: null, email: null, phone: null, visibility: 'NOBODY' } as const
const judge = (title: string, description = '', contact: object = {}) =>
  judgeText({ title, description, contactDetails: { ...contactDetails, ...contact } })
const good = 'Two bedrooms, a lift, and a baker downstairs.'

test.each([
  ['Flat by the canal, call +32 3 123 45 67', 'telephone'],
  ['Flat by the canal (206) 555-0123', 'telephone'],
  ['Flat, ask anna@example.com', 'e-mail'],
  ['Flat, ask anna (at) example (dot) com', 'e-mail'],
  ['See www.example.com/flat', 'web address'],
])('a title with a way round the contact rule is refused: %s', (title, what) => {
  const refused = judge(title, good).signs.filter(({ isRefused }) => isRefused)
  expect(refused.map(({ reason }) => reason).join(' ')).toContain(what)
})

test.each([
  'Two bedrooms, 2.5 baths, 1,308 sq. ft.',
  '12 Elm Street, Apt 304, Seattle 98101-2345',
  'Built 1988-1990, renovated 2015, 250.000 € VB',
  'Penthouse 2019/2020 - 3.15 - Route 66',
  'Căn hộ 2PN 75m2 giá 5,5 tỷ',
])('numbers that belong to a home are none: %s', (title) => {
  expect(judge(title, good)).toMatchObject({ signs: [], score: 0, isHeld: false })
})

test('a contact in a description is doubted, but one that everyone may see anyway is not', () => {
  const text = `${good} Call +32 3 123 45 67.`
  expect(judge('Flat by the canal', text).signs).toMatchObject([{ path: 'description', weight: 0.3 }])
  expect(judge('Flat by the canal', text, { phone: '03 123 45 67', visibility: 'EVERYONE' }).signs).toEqual([])
  expect(judge('Flat by the canal', text, { phone: '03 123 45 67', visibility: 'NOBODY' }).signs).toHaveLength(1)
})

test.each([
  'Please send the first month by Western Union and I will give you the address.',
  'A deposit is required before the viewing. I will mail you the keys.',
  'Hay que pagar la fianza antes de visitar el piso. Le enviaré las llaves.',
  'Il faut un virement avant la visite ; je peux vous envoyer les clés.',
  'Bitte die Kaution vor der Besichtigung überweisen, der Schlüssel wird Ihnen zugeschickt.',
  'Vui lòng đặt cọc trước khi xem nhà.',
  'Studio with а bаlcony', // Cyrillic a
  'cheap cheap cheap cheap cheap rooms',
])('what swindlers write waits for a reviewer: %s', (description) => {
  expect(judge('Flat by the canal', description).isHeld).toBe(true)
})

test.each([
  'We never ask for money: do not pay by Western Union. Beware of scams.',
  'No deposit is needed to see it; viewings on Saturday.',
  'Die Kaution beträgt drei Monatsmieten. Besichtigung nach Vereinbarung.',
  'Ωμέγα street, 5 µm filters, a Greek taverna «Το Καφενείο» and a Московская kitchen next door.',
  'A quiet, quiet street; rooms, rooms and more rooms!!! Wow.',
  'Nhà phố hẻm xe hơi, gần chợ, sổ hồng riêng, dọn vào ở ngay.',
  'Strandnahe Wohnung; Angstschweiß beim Blick vom Balkon im achten Stock.',
])('what honest people write does not: %s', (description) => {
  expect(judge('Flat by the canal', description).isHeld).toBe(false)
})

test('single faults of style are told but do not hold a listing; together they do', () => {
  expect(judge('GREAT FLAT IN THE OLD TOWN', good)).toMatchObject({ isHeld: false, signs: [{ path: 'title' }] })
  const shouted = judge('CALL NOW!!! GREAT CHEAP FLAT', `${good} CALL NOW!!!!! Click here: https://example.com`)
  expect(shouted.isHeld).toBe(true)
  expect(shouted.signs.map(({ reason }) => reason).join(' ')).toMatch(/capitals.*exclamation|presses/)
})

test('keys struck at random are recognised', () => {
  expect(judge('asdfghjkl qwertzuiop').isHeld).toBe(true)
  expect(judge('Schrebergarten in Brzezinski Street').signs).toEqual([])
})

test('keywords stuffed into a text are recognised, a home that has several of something is not', () => {
  const stuffed = `Apartment Antwerp cheap apartment Antwerp centre apartment Antwerp rent apartment Antwerp best apartment
    Antwerp apartment sea apartment zoo apartment nice apartment and a flat with two rooms and one kitchen near all
    apartment shops and trams and parks of the town`
  expect(judge('Flat by the canal', stuffed).signs).toMatchObject([{ weight: 0.7 }])
})

test('any text is judged, whatever it is made of', () => {
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 3000 }), fc.lorem({ maxCount: 200 }))
  fc.assert(
    fc.property(text, text, (title, description) => {
      const { score, isHeld, signs } = judge(title, description)
      expect(isHeld).toBe(score >= 1)
      for (const { reason, weight } of signs) expect(reason.length * weight).toBeGreaterThan(0)
    }),
  )
})

test('texts made to be slow to read take no longer than others', () => {
  const hostile = ['a@', '0 ', '+1(', 'a.a.', '((((', 'x ', '(at)', 'before ', 'pay ', '1.1-', '\u200b', 'а'].map(
    (part) => part.repeat(20_000 / part.length),
  )
  const begun = performance.now()
  for (const text of hostile) judge(text.slice(0, 200), text)
  expect(performance.now() - begun).toBeLessThan(3000)
})
