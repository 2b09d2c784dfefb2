import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  buildSchema,
  DEFAULT_DEPRECATION_REASON,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  NoDeprecatedCustomRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (file: string) => readFileSync(`${root}${file}`, 'utf8')
const list = (folder: string, ending: string) =>
  existsSync(`${root}${folder}`)
    ? readdirSync(`${root}${folder}`)
        .filter((name) => name.endsWith(ending))
        .map((name) => `${folder}/${name}`)
    : []
const schema = buildSchema(read('router/api.graphql'))
const operations = [
  ...list('router/operations', '.graphql'),
  ...readdirSync(`${root}subgraphs`).flatMap((name) => list(`subgraphs/${name}/src/operations`, '.graphql')),
]
/** The operations that a reader of the documentation is shown, with where they stand. */
const samples = [
  'README.md',
  ...list('docs', '.md'),
  ...list('subgraphs/users', '.md'),
  ...list('subgraphs/properties', '.md'),
]
  .flatMap((file) =>
    [...read(file).matchAll(/^```graphql\n(.*?)^```/gms)].map(
      ([, text = ''], index) => [`${file}, sample ${index + 1}`, text] as const,
    ),
  )
  .filter(([, text]) => /^\s*(query|mutation|subscription|\{)/m.test(text))

const findFaults = (text: string) =>
  validate(schema, parse(text), [...specifiedRules, NoDeprecatedCustomRule]).map(({ message }) => message)

test('there are operations and samples to look at', () => {
  expect(operations.length).toBeGreaterThan(60)
  expect(samples.length).toBeGreaterThan(0)
})

test.each(operations)('%s asks for nothing that is deprecated or unknown', (file) => {
  expect(findFaults(read(file))).toEqual([])
})

test.each(samples)('the documentation asks for nothing that is deprecated or unknown: %s', (_, text) => {
  expect(findFaults(text)).toEqual([])
})

test('whatever is deprecated says what to use instead', () => {
  const silent: string[] = []
  const check = (name: string, { deprecationReason: reason }: { readonly deprecationReason?: string | null }) => {
    if (reason === DEFAULT_DEPRECATION_REASON || reason === '') silent.push(name)
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (isEnumType(type)) for (const value of type.getValues()) check(`${type.name}.${value.name}`, value)
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue
    for (const field of Object.values(type.getFields())) {
      check(`${type.name}.${field.name}`, field)
      for (const argument of 'args' in field ? field.args : [])
        check(`${type.name}.${field.name}(${argument.name}:)`, argument)
    }
  }
  expect(silent).toEqual([])
})
