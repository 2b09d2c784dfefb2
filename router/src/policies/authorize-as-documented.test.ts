import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  composeTestSupergraph,
  startTestGraph,
  type TestGraph,
  type TestSubgraph,
} from '../execution/start-test-graph.ts'
import { authorize } from './authorize.ts'

/**
 * What Apollo Router documents of its authorization directives
 * (https://www.apollographql.com/docs/graphos/routing/security/authorization), each rule on a graph that is really composed.
 */
const links = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: [
  "@key", "@shareable", "@external", "@requires", "@interfaceObject", "@authenticated", "@requiresScopes", "@policy"
])`
const post = (__typename: string, id: string) => ({ __typename, id, title: `title ${id}`, secret: `PROTECTED ${id}` })
const subgraphs: Readonly<Record<string, TestSubgraph>> = {
  posts: {
    typeDefs: `${links}
      type Query {
        posts: [Post]
        anything: [Anything]
        post(id: ID!): PublicBlog
        level: Level
        moment: Moment
        echo(level: Level): String
        merged: String @shareable @requiresScopes(scopes: [["read:users"]])
        mixed: String @shareable @authenticated
        either: String @shareable @requiresScopes(scopes: [["read:profile", "read:users"], ["read:admin"]])
        product: Product
        deep: Deep
      }
      type Mutation { publish: PublicBlog @authenticated free: Int }
      interface Post { id: ID! title: String }
      type PrivateBlog implements Post @authenticated { id: ID! title: String secret: String }
      type PublicBlog implements Post { id: ID! title: String secret: String @policy(policies: [["editor", "adult"], ["owner"]]) }
      union Anything = PrivateBlog | PublicBlog
      enum Level @requiresScopes(scopes: [["levels"]]) { HIGH }
      scalar Moment @authenticated
      type Product @key(fields: "id") { id: ID! @authenticated name: String! price: Int @authenticated }
      type Deep { inner: Deeper }
      type Deeper { product: Product vault: Vault }
      type Vault @policy(policies: [["owner"]]) { gold: String }
    `,
    resolvers: {
      Query: {
        posts: () => [post('PrivateBlog', '1'), post('PublicBlog', '2')],
        anything: () => [post('PrivateBlog', '1'), post('PublicBlog', '2')],
        post: () => post('PublicBlog', '2'),
        level: () => 'HIGH',
        moment: () => 'PROTECTED',
        echo: (_: unknown, { level }: { level: string }) => `echo ${level}`,
        merged: () => 'PROTECTED',
        mixed: () => 'PROTECTED',
        either: () => 'PROTECTED',
        product: () => ({ id: 'PROTECTED', name: 'lamp', price: 1 }),
        deep: () => ({ inner: { product: { id: 'PROTECTED', name: 'lamp', price: 1 }, vault: { gold: 'PROTECTED' } } }),
      },
      Mutation: { publish: () => post('PublicBlog', '3'), free: () => 1 },
      Product: { __resolveReference: ({ id }: { id: string }) => ({ id, name: 'lamp', price: 1 }) },
    },
  },
  stock: {
    typeDefs: `${links}
      type Query {
        merged: String @shareable @requiresScopes(scopes: [["read:profiles"]])
        mixed: String @shareable @requiresScopes(scopes: [["read:user"]])
        either: String @shareable @requiresScopes(scopes: [["read:admin"]])
      }
      type Product @key(fields: "id") {
        id: ID! @authenticated inStock: Boolean!
        price: Int @external discount: Int @requires(fields: "price") @authenticated
      }
    `,
    resolvers: {
      Query: { merged: () => 'PROTECTED', mixed: () => 'PROTECTED', either: () => 'PROTECTED' },
      Product: { __resolveReference: (reference: object) => ({ ...reference, inStock: true, discount: 1 }) },
    },
  },
}

let graph: TestGraph
let granted: ReadonlySet<string> = new Set()
beforeAll(async () => {
  const policies = Object.fromEntries(['editor', 'adult', 'owner'].map((name) => [name, () => granted.has(name)]))
  graph = await startTestGraph(subgraphs, { policies: [authorize({ policies })] })
})
afterAll(() => graph.stop())

const nobody = null
const signedIn = (...scopes: string[]): Viewer => ({ id: '1', role: 'USER', scopes, sessionId: null })

test.each<
  [
    rule: string,
    query: string,
    viewer: Viewer | null,
    policies: readonly string[],
    data: object | null,
    paths: readonly string[],
  ]
>([
  [
    'an unauthorized field is null with its error, the rest comes',
    '{ moment post(id: 2) { title } }',
    nobody,
    [],
    { moment: null, post: { title: 'title 2' } },
    ['moment'],
  ],
  ['a scalar is protected where it is returned', '{ moment }', signedIn(), [], { moment: 'PROTECTED' }, []],
  ['an enum is protected where it is returned', '{ level }', signedIn(), [], { level: null }, ['level']],
  // Apollo Router looks at what comes out alone as well; what a client says itself is no secret to it.
  ['an enum as an argument protects nothing', '{ echo(level: HIGH) }', nobody, [], { echo: 'echo HIGH' }, []],
  [
    'scopes of subgraphs are merged by AND: one is not enough',
    '{ merged }',
    signedIn('read:users'),
    [],
    { merged: null },
    ['merged'],
  ],
  [
    'scopes of subgraphs are merged by AND: both are',
    '{ merged }',
    signedIn('read:users', 'read:profiles'),
    [],
    { merged: 'PROTECTED' },
    [],
  ],
  ['different directives are merged by AND', '{ mixed }', signedIn(), [], { mixed: null }, ['mixed']],
  ['what one requirement implies is dropped', '{ either }', signedIn('read:admin'), [], { either: 'PROTECTED' }, []],
  [
    'and the others no longer suffice',
    '{ either }',
    signedIn('read:profile', 'read:users'),
    [],
    { either: null },
    ['either'],
  ],
  [
    'policies are or-of-ands: one of a group is not enough',
    '{ post(id: 2) { secret } }',
    nobody,
    ['editor'],
    { post: { secret: null } },
    ['post.secret'],
  ],
  [
    'policies are or-of-ands: a whole group is',
    '{ post(id: 2) { secret } }',
    nobody,
    ['editor', 'adult'],
    { post: { secret: 'PROTECTED 2' } },
    [],
  ],
  [
    'policies are or-of-ands: another group is',
    '{ post(id: 2) { secret } }',
    nobody,
    ['owner'],
    { post: { secret: 'PROTECTED 2' } },
    [],
  ],
  // Polymorphic types.
  [
    "an interface's field needs what all of its types need",
    '{ posts { title } }',
    nobody,
    [],
    { posts: [{ title: null }, { title: null }] },
    ['posts.0.title', 'posts.1.title'],
  ],
  [
    "an interface's field comes for who meets all",
    '{ posts { title } }',
    signedIn(),
    [],
    { posts: [{ title: 'title 1' }, { title: 'title 2' }] },
    [],
  ],
  [
    'types of an interface are told apart by fragments',
    '{ posts { __typename ... on PublicBlog { title } ... on PrivateBlog { title secret } } }',
    nobody,
    [],
    {
      posts: [
        { __typename: 'PrivateBlog', title: null, secret: null },
        { __typename: 'PublicBlog', title: 'title 2' },
      ],
    },
    ['posts.0.title', 'posts.0.secret'],
  ],
  [
    'a fragment on the interface is no way around',
    '{ posts { ... on PublicBlog { title ... on Post { id } } ...All } } fragment All on Post { a: title }',
    nobody,
    [],
    { posts: [{ a: null }, null] },
    ['posts.0.a', 'posts.1.id', 'posts.1.a'],
  ],
  [
    'members of a union alike',
    '{ anything { ... on PublicBlog { title } ... on PrivateBlog { secret } } }',
    nobody,
    [],
    { anything: [{ secret: null }, { title: 'title 2' }] },
    ['anything.0.secret'],
  ],
  // Nested.
  [
    'protection holds at every depth',
    '{ deep { inner { product { name price } vault { gold } } } }',
    nobody,
    [],
    { deep: { inner: { product: { name: 'lamp', price: null }, vault: null } } },
    ['deep.inner.product.price', 'deep.inner.vault'],
  ],
  // Keys and what is required.
  [
    'a protected key joins subgraphs all the same',
    '{ product { name inStock } }',
    nobody,
    [],
    { product: { name: 'lamp', inStock: true } },
    [],
  ],
  [
    'but is not shown; its null rises to the nullable parent',
    '{ product { id name } }',
    nobody,
    [],
    { product: null },
    ['product.id'],
  ],
  [
    'a field that requires a protected one needs the same',
    '{ product { name discount } }',
    nobody,
    [],
    { product: { name: 'lamp', discount: null } },
    ['product.discount'],
  ],
  ['and comes for who may see that', '{ product { discount } }', signedIn(), [], { product: { discount: 1 } }, []],
  [
    'a mutation that is refused does not run, the others do',
    'mutation { publish { id } free }',
    nobody,
    [],
    { publish: null, free: 1 },
    ['publish'],
  ],
  [
    'introspection is not affected',
    '{ __type(name: "PrivateBlog") { name } }',
    nobody,
    [],
    { __type: { name: 'PrivateBlog' } },
    [],
  ],
])('%s', async (_rule, query, viewer, policies, data, paths) => {
  granted = new Set(policies)
  graph.sent.length = 0
  const answer = await graph.run(query, { viewer })
  expect(answer.data).toEqual(data)
  expect((answer.errors ?? []).map(({ path }) => path?.join('.'))).toEqual(paths)
  for (const error of answer.errors ?? []) expect(error.extensions?.code).toBe('UNAUTHORIZED_FIELD_OR_TYPE')
  if (viewer === null && policies.length === 0)
    expect(graph.sent.join(' ')).not.toMatch(/secret|gold|price|moment|publish/)
})

const users = (secret: string) =>
  `${links} type Query { u: U } type U @key(fields: "id") { id: ID! secret: Int ${secret} }`
const reader = (open: string) =>
  `${links} type U @key(fields: "id") { id: ID! secret: Int @external open: Int @requires(fields: "secret") ${open} }`

test('a field that requires a protected one without its requirements does not compose', () => {
  const compose = (secret: string, open: string) => () =>
    composeTestSupergraph({ users: { typeDefs: users(secret) }, reader: { typeDefs: reader(open) } })
  expect(compose('@authenticated', '')).toThrow('Field "U.open" does not specify necessary')
  expect(compose('@requiresScopes(scopes: [["a"]])', '@requiresScopes(scopes: [["b"]])')).toThrow(
    'does not specify necessary',
  )
  expect(compose('@policy(policies: [["a"]])', '@authenticated')).toThrow('does not specify necessary')
  expect(compose('@authenticated', '@authenticated')()).toContain('requires: "secret"')
})

test.each([
  [
    'an interface',
    'interface I @authenticated { id: ID } type A implements I { id: ID }',
    'cannot be applied on interfaces',
  ],
  [
    "an interface's field",
    'interface I { id: ID @authenticated } type A implements I { id: ID }',
    'cannot be applied on interfaces',
  ],
  ['a union', 'union I @authenticated = A type A { id: ID }', 'may not be used on UNION'],
  ['an input', 'input I @authenticated { id: ID } type A { id(i: I): ID }', 'may not be used on INPUT_OBJECT'],
  ['an argument', 'type A { id(i: Int @authenticated): ID }', 'may not be used on ARGUMENT_DEFINITION'],
])('composition has no protection on %s', (_name, types, message) => {
  expect(() => composeTestSupergraph({ a: { typeDefs: `${links} type Query { a: A } ${types}` } })).toThrow(message)
})

test('an interface object protects its fields on every type', async () => {
  const objects = await startTestGraph(
    {
      a: {
        typeDefs: `${links} type Query { all: [I] } interface I @key(fields: "id") { id: ID! } type A implements I @key(fields: "id") { id: ID! }`,
        resolvers: {
          Query: { all: () => [{ __typename: 'A', id: '1' }] },
          I: { __resolveReference: ({ id }: { id: string }) => ({ __typename: 'A', id }) },
        },
      },
      b: {
        typeDefs: `${links} type I @key(fields: "id") @interfaceObject { id: ID! x: String @authenticated y: String }`,
        resolvers: { I: { __resolveReference: ({ id }: { id: string }) => ({ id, x: 'PROTECTED', y: 'open' }) } },
      },
    },
    { policies: [authorize()] },
  )
  try {
    const answer = await objects.run('{ all { x y ... on A { z: x } } }')
    expect(answer.data).toEqual({ all: [{ x: null, y: 'open', z: null }] })
    expect(objects.sent.join(' ')).not.toMatch(/\bx\b/)
    expect((await objects.run('{ all { x } }', { viewer: signedIn() })).data).toEqual({ all: [{ x: 'PROTECTED' }] })
  } finally {
    await objects.stop()
  }
})
