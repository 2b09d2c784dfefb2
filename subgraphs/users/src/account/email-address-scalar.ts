import { GraphQLError, GraphQLScalarType, Kind } from 'graphql'

/**
 * EmailAddress as it travels: any text. Whether it is an address is checked with the rest of the input, so that all
 * problems are reported together with their paths.
 */
export const emailAddressScalar = new GraphQLScalarType<string, string>({
  name: 'EmailAddress',
  serialize: String,
  parseValue: (value) => {
    if (typeof value !== 'string') throw new GraphQLError('An e-mail address is a string.')
    return value
  },
  parseLiteral: (node) => {
    if (node.kind !== Kind.STRING) throw new GraphQLError('An e-mail address is a string.', { nodes: node })
    return node.value
  },
})
