import type { TestSubgraph } from './start-test-graph.ts'

const links = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
    "@key", "@shareable", "@authenticated", "@requiresScopes", "@policy", "@cost", "@listSize"
  ])
`

const people = [
  { __typename: 'User', id: '1', name: 'Ada', email: 'ada@example.com', phone: '1', card: { number: '11' } },
  { __typename: 'User', id: '2', name: 'Bob', email: 'bob@example.com', phone: '2', card: { number: '22' } },
]
const animals = [
  { __typename: 'Dog', name: 'Rex', collar: 'red' },
  { __typename: 'Cat', name: 'Tom', lives: 9 },
]

/** Two subgraphs for tests, with something protected of every kind. */
export const testSubgraphs: Readonly<Record<string, TestSubgraph>> = {
  users: {
    typeDefs: `${links}
      type Query {
        me: User @authenticated
        user(id: ID!): User
        users(first: Int = 2): [User!]! @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false)
        audit(note: String): Audit! @requiresScopes(scopes: [["audit:read", "audit:list"], ["admin"]])
        maybeUsers: [User]
        animals: [Animal!]!
        things: [Thing!]!
        public: String!
      }
      type Mutation {
        rename(id: ID!, name: String!): User @authenticated
        touch: Int! @requiresScopes(scopes: [["admin"]])
        ping: Int!
      }
      type User @key(fields: "id") {
        id: ID!
        name: String!
        email: String! @authenticated
        phone: String @requiresScopes(scopes: [["phone:read"]])
        card: Card
        friends(first: Int): [User!]!
      }
      type Card @policy(policies: [["paid", "adult"], ["staff"]]) { number: String! }
      type Audit { entries: [String!]! }
      interface Animal { name: String! }
      type Dog implements Animal { name: String! collar: String @authenticated }
      type Cat implements Animal { name: String! lives: Int! @requiresScopes(scopes: [["vet"]]) }
      union Thing = Dog | Cat | User
    `,
    resolvers: {
      Query: {
        me: () => people[0],
        user: (_: unknown, { id }: { id: string }) => people.find((person) => person.id === id) ?? null,
        users: (_: unknown, { first }: { first: number }) => people.slice(0, first),
        audit: () => ({ entries: ['secret entry'] }),
        maybeUsers: () => [people[0], null, people[1]],
        animals: () => animals,
        things: () => [...animals, ...people],
        public: () => 'for all',
      },
      Mutation: {
        rename: (_: unknown, { name }: { name: string }) => ({ ...people[0], name }),
        touch: () => 1,
        ping: () => 2,
      },
      User: {
        __resolveReference: ({ id }: { id: string }) => people.find((person) => person.id === id),
        friends: () => people,
      },
    },
  },
  reviews: {
    typeDefs: `${links}
      type Query { reviews: [Review!]! broken: String brokenCode: String }
      type User @key(fields: "id") {
        id: ID!
        reviews: [Review!]!
        score: Int @requiresScopes(scopes: [["score:read"]])
      }
      type Review @key(fields: "id") { id: ID! text: String! note: String! @authenticated author: User! }
    `,
    resolvers: {
      Query: {
        reviews: () => [review('r1', '1'), review('r2', '2')],
        broken: () => {
          throw new Error('the password is hunter2')
        },
        brokenCode: () => {
          throw Object.assign(new Error('There is no such thing.'), { extensions: { code: 'NOT_FOUND' } })
        },
      },
      User: {
        __resolveReference: ({ id }: { id: string }) => ({ id }),
        reviews: ({ id }: { id: string }) => [review(`of-${id}`, id)],
        score: () => 42,
      },
      Review: { __resolveReference: ({ id }: { id: string }) => review(id, '1') },
    },
  },
}

function review(id: string, authorId: string) {
  return { id, text: `text of ${id}`, note: `note of ${id}`, author: { id: authorId } }
}
