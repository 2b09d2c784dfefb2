import { buildSchema, type GraphQLSchema } from 'graphql'
import type { FieldRules } from '../supergraph/field-rules.ts'
import { readSupergraph } from '../supergraph/read-supergraph.ts'

const head = `
  schema
    @link(url: "https://specs.apollo.dev/link/v1.0")
    @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)
    @link(url: "https://specs.apollo.dev/cost/v0.1", import: ["@cost", "@listSize"])
    @link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)
    @link(url: "https://specs.apollo.dev/requiresScopes/v0.1", for: SECURITY)
    @link(url: "https://specs.apollo.dev/policy/v0.1", for: SECURITY)
  { query: Query }
  directive @link(url: String, for: Purpose, import: [String]) repeatable on SCHEMA
  enum Purpose { SECURITY EXECUTION }
  directive @authenticated on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
  directive @requiresScopes(scopes: [[String!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
  directive @policy(policies: [[String!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
  directive @cost(weight: Int!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR
  directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION
`

/** For tests: schema and rules of a few types, written with the policy directives and no more. */
export function readTestGraph(types: string): { readonly schema: GraphQLSchema; readonly rules: FieldRules } {
  const roots = ['query: Query', 'mutation: Mutation', 'subscription: Subscription']
  const present = roots.filter((root) => types.includes(`type ${root.split(' ')[1]} `))
  const root = head.replace('query: Query', present.join(' '))
  return { schema: buildSchema(root + types), rules: readSupergraph(root + types).rules }
}
