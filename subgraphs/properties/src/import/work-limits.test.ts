import { createPace } from '@ree-ai/kit/turns/create-pace'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mappingSchema } from './mapping.ts'
import { prepareRows } from './prepare-rows.ts'
import { stripHtml } from './strip-html.ts'

const attributes = (rule: (index: number) => object) =>
  Object.fromEntries(Array.from({ length: 80 }, (_unused, index) => [`a${index}`, rule(index)]))
const template = { template: '{c}'.repeat(160) }

/** A batch, and how long others had to wait for their turn at most. */
async function prepare(mapping: object, rows: readonly Record<string, unknown>[]) {
  const input = mappingSchema.parse({ key: 'key', fields: {}, ...mapping })
  const given = rows.map((values, index) => ({ line: index + 1, values }))
  let waitMs = 0
  let isDone = false
  const watch = async () => {
    for (let last = performance.now(); !isDone; ) {
      await new Promise(setImmediate)
      waitMs = Math.max(waitMs, performance.now() - last)
      last = performance.now()
    }
  }
  const watched = watch()
  const began = performance.now()
  const batch = await prepareRows(given, input, { findDefinitions: async () => [], nowMs: 0 })
  isDone = true
  await watched
  const reasons = batch.refusals.map(({ path, reason }) => `${path} ${reason}`)
  return { ...batch, reasons, tookMs: performance.now() - began, waitMs }
}

const shapes: Readonly<Record<string, readonly [mapping: object, values: Record<string, unknown>]>> = {
  'templates of one long column': [
    { fields: { title: template }, attributes: attributes(() => template) },
    { c: 'Ā'.repeat(400_000) },
  ],
  'templates in lower case, in title case, and without markup': [
    {
      attributes: attributes((index) => ({
        ...template,
        ...(index % 3 === 0 ? { html: 'strip' } : { letters: index % 3 === 1 ? 'lower' : 'title' }),
      })),
    },
    { c: '<b i'.repeat(70) },
  ],
  'templates that are joined': [
    { fields: { title: { join: Array.from({ length: 5 }, () => template) } } },
    { c: 'x'.repeat(40_000) },
  ],
  'joins below firstOf below joins': [
    {
      attributes: attributes(() => ({
        firstOf: Array.from({ length: 4 }, () => ({
          join: Array.from({ length: 4 }, () => ({ ...template, missing: ['never'] })),
        })),
      })),
    },
    { c: 'x'.repeat(90) },
  ],
  'a condition on a long column, many times': [
    {
      attributes: attributes(() => ({
        when: Array.from({ length: 10 }, () => ({ column: 'c', in: ['a', 'b'], lt: 5 })),
        column: 'd',
      })),
    },
    { c: ` ${'5 '.repeat(200_000)}`, d: 'x' },
  ],
  'the same column in a thousand spellings': [
    {},
    {
      c: Array.from({ length: 50_000 }, () => 'x'),
      ...Object.fromEntries(Array.from({ length: 1000 }, (_unused, index) => [`c${' '.repeat(index + 1)}`, ['y']])),
    },
  ],
  'a list in a list in a list': [
    { fields: { photos: { column: 'c' } }, tags: [{ column: 'c', map: {}, other: 'rest' }] },
    { c: `${'['.repeat(20_000)}${']'.repeat(20_000)}` },
  ],
  'a number with a long gap': [
    { fields: { livingArea: { column: 'c' } } },
    { c: `5${' '.repeat(49_000)}EUR x${' '.repeat(900)}x` },
  ],
  'a key of long parts': [{ key: { parts: Array.from({ length: 20 }, () => 'c') } }, { c: 'x'.repeat(400_000) }],
  'tags that are as many as letters': [
    { tags: [{ column: 'c', separator: ',', map: {}, other: 'rest' }] },
    { c: 'a,b,'.repeat(100_000) },
  ],
}

test.each(Object.entries(shapes))('%s are refused with a reason, soon', async (_name, [mapping, values]) => {
  const { refused, reasons, tookMs } = await prepare(mapping, [{ key: 'k', ...values }])
  expect(refused).toBe(1)
  expect(reasons).not.toEqual([])
  expect(tookMs).toBeLessThan(1000)
})

test('what is too long is told with its field: one value, a row, and a batch', async () => {
  const long = await prepare({ fields: { title: template } }, [{ key: 'k', c: 'x'.repeat(400) }])
  expect(long.reasons).toContain('title is longer than 50,000 characters.')
  const wide = await prepare({ attributes: attributes(() => ({ column: 'c' })) }, [{ key: 'k', c: 'x'.repeat(9_000) }])
  expect(wide.reasons[0]).toBe(
    `attributes.a55 column "c": makes the row's values longer than 500,000 characters together.`,
  )
  const half = Array.from({ length: 40 }, (_unused, index) => ({ key: String(index), c: 'x'.repeat(6_000) }))
  const { reasons } = await prepare({ attributes: attributes(() => ({ column: 'c' })) }, half)
  expect(reasons.join('\n')).toContain('is more work than one batch may be; send fewer rows at a time.')
})

test('others get their turn while a batch is prepared that does all that it may', async () => {
  const rows = Array.from({ length: 60 }, (_unused, index) => ({ key: String(index), c: '<b>A</b> '.repeat(600) }))
  const rule = { column: 'c', html: 'strip', letters: 'title' }
  const { waitMs, tookMs } = await prepare({ attributes: attributes(() => rule) }, rows)
  expect(tookMs).toBeLessThan(10_000)
  expect(waitMs).toBeLessThan(Math.max(400, tookMs / 2))
  await createPace()()
})

test('markup is removed in time that grows with the text alone', () => {
  const timeOf = (text: string) => {
    const began = performance.now()
    stripHtml(text)
    return performance.now() - began
  }
  for (const piece of ['<script>', '<', '<<b', '&', '&amp', '\n', '<br', '</p ', '<b\n']) {
    timeOf(piece.repeat(1000))
    expect(timeOf(piece.repeat(Math.floor(50_000 / piece.length)))).toBeLessThan(150)
  }
  expect(stripHtml('<p>One &amp; <b>two</b></p>3 < 4<br/>five<hr>')).toBe('One & two\n3 < 4\nfive')
})

test('no mapping and no row, whatever they are, make a batch fail or take long', async () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc
      .tuple(
        fc.constantFrom('Ā', '<b', ' ', '1,', '[', '5 ', 'a ', '9.9', '{"a":'),
        fc.integer({ min: 1, max: 30_000 }),
      )
      .map(([piece, count]) => piece.repeat(count)),
  )
  const source = fc.oneof(
    fc.constant({ column: 'c' }),
    fc.constant({ column: ['d', 'c'] }),
    fc.integer({ min: 1, max: 160 }).map((count) => ({ template: '{c}'.repeat(count) })),
  )
  const steps = fc.record(
    {
      html: fc.constant('strip'),
      letters: fc.constantFrom('lower', 'title'),
      to: fc.constantFrom('text', 'number', 'integer', 'boolean', 'list', 'date'),
      firstNumber: fc.boolean(),
      decimal: fc.constantFrom('.', ','),
      separator: fc.constantFrom(' ', ',', '|'),
      missing: fc.constant(['x']),
      map: fc.constant({ a: 'b' }),
      otherwise: fc.constantFrom('keep', 'drop', 'refuse'),
    },
    { requiredKeys: [] },
  )
  const simple = fc.tuple(source, steps).map(([one, other]) => ({ ...one, ...other }))
  const joined = fc.oneof(
    simple,
    fc.array(simple, { minLength: 1, maxLength: 20 }).map((join) => ({ join })),
  )
  const rule = fc.oneof(
    joined,
    fc.array(joined, { minLength: 1, maxLength: 20 }).map((firstOf) => ({ firstOf })),
  )
  const mapping = fc.record({
    fields: fc.record(
      { title: rule, description: rule, photos: rule, livingArea: rule, listedAt: rule, 'address.postalCode': rule },
      { requiredKeys: [] },
    ),
    attributes: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e'), rule),
    attributesFrom: fc.constantFrom('c', 'd'),
    tags: fc.array(fc.constant({ column: 'c', map: { a: { b: true } }, other: 'rest' }), { maxLength: 3 }),
  })
  const values = fc.record({ key: fc.constant('k'), c: fc.oneof(text, fc.array(text, { maxLength: 5 })), d: text })
  await fc.assert(
    fc.asyncProperty(mapping, values, async (given, row) => {
      const { rows, refused, tookMs } = await prepare(given, [row])
      return rows.length + refused === 1 && tookMs < 3000
    }),
    { numRuns: 150 },
  )
}, 60_000)
