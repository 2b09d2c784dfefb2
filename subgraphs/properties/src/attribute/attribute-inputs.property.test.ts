import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ana, flat, startProperties, type TestProperties } from '../testing/start-properties.ts'
import type { AttributeDefinition } from './attribute.ts'
import { checkAttributes } from './check-attributes.ts'
import { coerceAttribute } from './coerce-attribute.ts'
import { convertContent } from './convert-content.ts'
import type { GivenAttribute } from './given-attribute.ts'
import { loadCatalogueFile } from './load-catalogue-file.ts'

const known = loadCatalogueFile().definitions
const mapped: AttributeDefinition = {
  key: 'mascotas',
  labels: {},
  description: null,
  valueType: 'TEXT',
  unit: null,
  synonyms: {},
  propertyTypes: [],
  status: 'REJECTED',
  mappedTo: 'petsAllowed',
}
const definitions = new Map([...known, mapped].map((one) => [one.key, one]))

const words = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 600 }),
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    '\ud800',
    '𝟛',
    'ｙｅｓ',
    'sí',
    '1e999',
    '-0',
    '0x10',
    '2026-02-30',
    '٣',
    '1,5',
    "'; DROP TABLE",
    '[1]',
  ),
)
const keys = fc.oneof(
  fc.constantFrom(...definitions.keys()),
  fc.constantFrom('constructor', 'toString', 'hasOwnProperty', '__proto__', 'a', 'A', 'petsAlowed', 'é', ''),
  fc.stringMatching(/^[a-z][A-Za-z0-9]{0,70}$/),
  words,
)
const numbers = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(1e12, 1e12 + 1, -1e308, 5e-324, Number.NaN, Number.POSITIVE_INFINITY),
)
const units = fc.oneof(fc.constantFrom('m', 'cm', '[sft_i]', 'mo', 'a', 'kg', '', 'constructor'), words)
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 2 })
const given: fc.Arbitrary<Omit<GivenAttribute, 'path'>> = fc.record(
  {
    key: keys,
    boolean: maybe(fc.boolean()),
    number: maybe(numbers),
    unit: maybe(units),
    text: maybe(words),
    list: maybe(fc.array(words, { maxLength: 120 })),
    date: maybe(fc.oneof(words, fc.constantFrom('2026-01-01', '0000-00-00', '9999-12-31', '2026-13-01'))),
  },
  { requiredKeys: ['key'] },
)

test('whatever is given, each attribute is kept in its kind or reported with its path', () => {
  fc.assert(
    fc.property(fc.array(given, { maxLength: 12 }), fc.boolean(), (list, isFile) => {
      const placed = list
        .map((one, index) => ({ ...one, path: `attributes.${index}` }))
        .map((one) => (isFile ? coerceAttribute(one, definitions.get(one.key)) : one))
      const { attributes, added, problems } = checkAttributes(placed, definitions)
      for (const { path } of problems) expect(path).toMatch(/^attributes\.\d+/)
      const reported = new Set(problems.map(({ path }) => path.split('.').slice(0, 2).join('.')))
      for (const { path, key } of placed) {
        const isKept =
          Object.hasOwn(attributes, key) || (key === 'mascotas' && Object.hasOwn(attributes, 'petsAllowed'))
        expect(isKept || reported.has(path), `${path} ${key}`).toBe(true)
      }
      for (const [key, content] of Object.entries(attributes)) {
        const definition = definitions.get(key)
        if (definition?.status !== 'KNOWN') continue
        const kind = { BOOLEAN: 'boolean', NUMBER: 'number', TEXT: 'string', LIST: 'object', DATE: 'string' }[
          definition.valueType
        ]
        expect(typeof content).toBe(kind)
      }
      for (const { key } of added) expect(definitions.has(key)).toBe(false)
    }),
    { numRuns: 500 },
  )
})

test('a value that is converted to a key of any kind can be converted again and stays', () => {
  const contents = fc.oneof(fc.boolean(), numbers, words, fc.array(words, { maxLength: 5 }))
  fc.assert(
    fc.property(contents, maybe(units), fc.constantFrom(...known), (content, unit, target) => {
      const converted = convertContent(content, unit, target)
      if (converted !== null) expect(convertContent(converted, target.unit, target)).toEqual(converted)
    }),
    {
      numRuns: 500,
      examples: known
        .filter(({ valueType }) => valueType === 'NUMBER')
        .map((one): [string, null, AttributeDefinition] => ['-0', null, one]),
    },
  )
})

let properties: TestProperties
beforeAll(async () => {
  // What one account may bring is not what is tested here.
  properties = await startProperties(undefined, undefined, undefined, { perDay: 10_000, waiting: 10_000 })
})
afterAll(() => properties.close())

test('the API answers every attribute and every filter with a listing or with problems, never with a failure', async () => {
  const finite = (value: unknown) => JSON.parse(JSON.stringify(value))
  const scalar = fc.oneof(words, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean())
  const condition = fc.record(
    {
      key: keys,
      eq: maybe(scalar),
      in: maybe(fc.array(scalar, { maxLength: 4 })),
      gte: maybe(scalar),
      lte: maybe(scalar),
      exists: maybe(fc.boolean()),
    },
    { requiredKeys: ['key'] },
  )
  const create =
    'mutation ($input: CreatePropertyInput!) { createProperty(input: $input) { id attributes { key label suggestedKey isExpected value { text number unit } } } }'
  let made = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(given, { maxLength: 4 }),
      fc.array(condition, { maxLength: 3 }),
      async (attributes, conditions) => {
        made += 1
        const input = {
          ...flat,
          title: `Attic number ${made} in town`,
          livingArea: 20 + made,
          attributes: finite(attributes),
        }
        const answers = [
          await properties.ask(create, { input }, ana),
          await properties.ask(
            'query ($filter: PropertyFilter, $keys: [String!]!) { properties(filter: $filter) { totalCount facets(keys: $keys) { key } } }',
            { filter: { attributes: finite(conditions) }, keys: conditions.map(({ key }) => `attributes.${key}`) },
          ),
        ]
        for (const { errors } of answers)
          for (const error of errors ?? []) {
            expect(error.extensions.code, error.message).toMatch(/^(BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED)$/)
          }
      },
    ),
    { numRuns: 60 },
  )
})
