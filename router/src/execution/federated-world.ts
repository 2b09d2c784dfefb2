import type { TestSubgraph } from './start-test-graph.ts'

const links = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
    "@key", "@shareable", "@requires", "@external", "@provides", "@interfaceObject", "@inaccessible"
  ])
`

const products = Array.from({ length: 7 }, (_, index) => ({
  __typename: index % 3 === 0 ? 'Book' : 'Lamp',
  upc: `p${index}`,
  name: index % 5 === 4 ? null : `product ${index}`,
  weight: index * 10,
  price: index * 100,
  pages: 100 + index,
  watts: 5 * index,
}))
const product = (upc: string) => products.find((candidate) => candidate.upc === upc) ?? null

/** Reviews: every product has as many as its number by three; the last one has an author nobody knows. */
const reviews = products.flatMap(({ upc, __typename }, index) =>
  Array.from({ length: index % 3 }, (_, n) => ({
    id: `${upc}-${n}`,
    body: `review ${n} of ${upc}`,
    author: { __typename: 'User', id: `u${(index + n) % 4}` },
    product: { __typename, upc },
  })),
)

/**
 * For tests: a graph of four subgraphs with most of what federation has: keys, entities found in several places, fields that
 * require others, provided and shared fields, interfaces across subgraphs, interface objects, unions, nulls where they are
 * allowed and where not, missing entities, and errors.
 */
export const federatedWorld: Readonly<Record<string, TestSubgraph>> = {
  accounts: {
    typeDefs: `${links}
      type Query { me: User users: [User!]! nobody: User }
      type Mutation { rename(name: String!): User first: Int second: Int }
      type User @key(fields: "id") { id: ID! name: String! @shareable nick: String friends: [User!]! address: Address }
      type Address { street: String! @shareable city: String! }
    `,
    resolvers: {
      Query: { me: () => user('u1'), users: () => ['u0', 'u1', 'u2'].map(user), nobody: () => null },
      Mutation: {
        rename: (_: unknown, { name }: { name: string }) => ({ ...user('u1'), name }),
        first: () => 1,
        second: () => 2,
      },
      User: {
        // u3 does not exist.
        __resolveReference: ({ id }: { id: string }) => (id === 'u3' ? null : user(id)),
        friends: ({ id }: { id: string }) => (id === 'u0' ? [] : [user('u0'), user('u1')]),
      },
    },
  },
  products: {
    typeDefs: `${links}
      type Query { products(first: Int = 7): [Product!]! product(upc: ID! = "p1"): Product things: [Thing] top: Product }
      interface Product @key(fields: "upc") { upc: ID! name: String weight: Int price: Int }
      type Book implements Product @key(fields: "upc") { upc: ID! name: String weight: Int price: Int pages: Int! }
      type Lamp implements Product @key(fields: "upc") { upc: ID! name: String weight: Int price: Int watts: Int hidden: Int @inaccessible }
      union Thing = Book | Lamp | Shop
      type Shop @key(fields: "id") { id: ID! name: String! best: Product }
    `,
    resolvers: {
      Query: {
        products: (_: unknown, { first }: { first: number }) => products.slice(0, first),
        product: (_: unknown, { upc }: { upc: string }) => product(upc),
        things: () => [products[0], null, shop, products[1], products[2]],
        top: () => products[6],
      },
      Product: { __resolveReference: ({ upc }: { upc: string }) => product(upc) },
      Book: { __resolveReference: ({ upc }: { upc: string }) => product(upc) },
      Lamp: { __resolveReference: ({ upc }: { upc: string }) => product(upc) },
      Shop: { __resolveReference: () => shop, best: () => products[3] },
    },
  },
  reviews: {
    typeDefs: `${links}
      type Query { reviews: [Review!]! grid: [[Review]!] latest: Review }
      type Product @key(fields: "upc") @interfaceObject { upc: ID! reviews: [Review!]! rating: Float broken: Int }
      type Review @key(fields: "id") { id: ID! body: String! author: User! @provides(fields: "name") product: Product hard: Int! }
      type User @key(fields: "id") { id: ID! name: String! @external reviews: [Review!]! }
    `,
    resolvers: {
      Query: {
        reviews: () => reviews,
        grid: () => [reviews.slice(0, 2), [null, reviews[3]], []],
        latest: () => reviews[2],
      },
      Product: {
        __resolveReference: ({ upc }: { upc: string }) => ({ upc }),
        reviews: ({ upc }: { upc: string }) => reviews.filter((review) => review.product.upc === upc),
        rating: ({ upc }: { upc: string }) => (upc === 'p2' ? null : 4.5),
        broken({ upc }: { upc: string }) {
          if (upc === 'p1' || upc === 'p4') throw Object.assign(new Error('no'), { extensions: { code: 'NOT_FOUND' } })
          return 1
        },
      },
      Review: {
        __resolveReference: ({ id }: { id: string }) => reviews.find((review) => review.id === id),
        author: ({ author }: (typeof reviews)[number]) => ({ ...author, name: `name of ${author.id}` }),
        // Null where null is not allowed, for some.
        hard: ({ id }: { id: string }) => (id === 'p2-1' ? null : 1),
        product: ({ product: { upc } }: (typeof reviews)[number]) => ({ upc }),
      },
      User: {
        __resolveReference: ({ id }: { id: string }) => ({ id }),
        reviews: ({ id }: { id: string }) => reviews.filter(({ author }) => author.id === id),
      },
    },
  },
  inventory: {
    typeDefs: `${links}
      type Query { stocked: [Book!]! }
      type Book @key(fields: "upc") { upc: ID! weight: Int @external price: Int @external inStock: Boolean shipping: Int @requires(fields: "price weight") }
      type Lamp @key(fields: "upc") { upc: ID! price: Int @external inStock: Boolean shipping: Int @requires(fields: "price") }
      type Shop @key(fields: "id") { id: ID! stock: Int! manager: User }
      type User @key(fields: "id") { id: ID! name: String! @shareable }
    `,
    resolvers: {
      Query: { stocked: () => products.filter(({ __typename }) => __typename === 'Book').map(({ upc }) => ({ upc })) },
      Book: {
        __resolveReference: (reference: object) => reference,
        inStock: ({ upc }: { upc: string }) => upc !== 'p3',
        shipping: ({ price, weight }: { price: number; weight: number }) => price + weight,
      },
      Lamp: {
        __resolveReference: (reference: { upc: string }) => (reference.upc === 'p5' ? null : reference),
        inStock: () => true,
        shipping: ({ price }: { price: number }) => price / 2,
      },
      Shop: {
        __resolveReference: ({ id }: { id: string }) => ({ id }),
        stock: () => 3,
        manager: () => ({ id: 'u2', name: 'name of u2' }),
      },
    },
  },
}

const shop = { __typename: 'Shop', id: 's1', name: 'the shop' }

function user(id: string) {
  const city = id === 'u2' ? null : `city of ${id}`
  return {
    __typename: 'User',
    id,
    name: `name of ${id}`,
    nick: id === 'u1' ? null : `nick of ${id}`,
    address: { street: 'street', city },
  }
}
