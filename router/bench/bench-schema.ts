import { composeServices } from '@apollo/composition'
import { parse } from 'graphql'

const links = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@provides", "@shareable", "@composeDirective"])
`
const rateLimit = `
  extend schema
    @link(url: "https://specs.ree-ai.dev/rate-limit/v0.1", import: ["@rateLimit"])
    @composeDirective(name: "@rateLimit")
  directive @rateLimit(max: Int!, window: String!, identityArgs: [String!], arrayLengthField: String, message: String) on FIELD_DEFINITION
`

/** The public federation benchmark's graph, and beside it a field with a limit, one that comes and goes, and events. */
export const benchSubgraphs = {
  accounts: `${links} ${rateLimit}
    type Query { me: User user(id: ID!): User users: [User] limited: Int @rateLimit(max: 500, window: "1h") }
    type Subscription { ticked: Tick! }
    type Tick { number: Int! user: User! }
    type User @key(fields: "id") { id: ID! name: String username: String @shareable birthday: Int }
  `,
  inventory: `${links}
    type Product @key(fields: "upc") {
      upc: String! weight: Int @external price: Int @external
      inStock: Boolean shippingEstimate: Int @requires(fields: "price weight")
    }
  `,
  products: `${links}
    type Query { topProducts(first: Int = 5): [Product] }
    type Product @key(fields: "upc") { upc: String! name: String price: Int weight: Int }
  `,
  reviews: `${links}
    type Product @key(fields: "upc") { upc: String! reviews: [Review] }
    type Review @key(fields: "id") { id: ID! body: String product: Product author: User @provides(fields: "username") }
    type User @key(fields: "id") { id: ID! username: String @external reviews: [Review] }
  `,
} as const

export type BenchSubgraph = keyof typeof benchSubgraphs

/** The supergraph with each subgraph at its address; `extra` adds to the products, for another version of it. */
export function composeBenchSupergraph(urls: Readonly<Record<BenchSubgraph, string>>, extra = ''): string {
  const services = Object.entries(benchSubgraphs).map(([name, sdl]) => ({
    name,
    url: urls[name as BenchSubgraph],
    typeDefs: parse(name === 'products' ? `${sdl} ${extra}` : sdl),
  }))
  const { errors, supergraphSdl } = composeServices(services)
  if (supergraphSdl === undefined) throw new Error(errors?.map(({ message }) => message).join('\n'))
  return supergraphSdl
}

const userParts = 'id username name reviews { id body product { upc name price inStock shippingEstimate } }'

/** The operations that are measured. */
export const benchOperations = {
  tiny: '{ me { id name } }',
  classic: `{
    users { id username name reviews { id body product { inStock name price shippingEstimate upc weight
      reviews { id body author { ${userParts} } } } } }
    topProducts { inStock name price shippingEstimate upc weight reviews { id body author { ${userParts} } } }
  }`,
  limited: '{ limited }',
} as const
