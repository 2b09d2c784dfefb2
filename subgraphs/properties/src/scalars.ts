import { GraphQLError, GraphQLScalarType } from 'graphql'

/**
 * The scalars of this schema. Texts are taken as they are: whether one is a currency, a date or an address is checked
 * with the rest of its input, so that all problems are reported together with their paths.
 */
export const scalars = {
  CurrencyCode: createTextScalar('CurrencyCode'),
  Date: createTextScalar('Date'),
  URL: createTextScalar('URL'),
  DateTime: new GraphQLScalarType({
    name: 'DateTime',
    serialize: (value) => (value instanceof Date ? value.toISOString() : String(value)),
  }),
  AttributeScalar: new GraphQLScalarType({
    name: 'AttributeScalar',
    parseValue(value) {
      if (typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) return value
      throw new GraphQLError('An attribute value is a string, a number or a boolean.')
    },
  }),
  JSONObject: new GraphQLScalarType({
    name: 'JSONObject',
    parseValue(value) {
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
      throw new GraphQLError('A JSON object is needed here.')
    },
  }),
}

function createTextScalar(name: string): GraphQLScalarType {
  return new GraphQLScalarType({
    name,
    serialize: String,
    parseValue(value) {
      if (typeof value === 'string') return value
      throw new GraphQLError(`${name} is a string.`)
    },
  })
}
