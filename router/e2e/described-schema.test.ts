import { readFileSync } from 'node:fs'
import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql'
import { expect, test } from 'vitest'

const schema = buildSchema(readFileSync(new URL('../api.graphql', import.meta.url), 'utf8'))

test('every type, field, argument, input field and enum value of the public API says what it is', () => {
  const undescribed: string[] = []
  const check = (coordinate: string, thing: { readonly description?: string | null }) => {
    if (!thing.description) undescribed.push(coordinate)
  }
  for (const type of Object.values(schema.getTypeMap())) {
    const isRoot = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].some(
      (root) => root === type,
    )
    if (isIntrospectionType(type) || isSpecifiedScalarType(type)) continue
    if (!isRoot) check(type.name, type)
    if (isEnumType(type)) for (const value of type.getValues()) check(`${type.name}.${value.name}`, value)
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue
    for (const field of Object.values(type.getFields())) {
      check(`${type.name}.${field.name}`, field)
      for (const argument of 'args' in field ? field.args : [])
        check(`${type.name}.${field.name}(${argument.name}:)`, argument)
    }
  }
  expect(undescribed).toEqual([])
})
