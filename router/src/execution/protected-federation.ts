import type { Viewer } from '@ree-ai/kit/identity/viewer'
import type { TestSubgraph } from './start-test-graph.ts'

const links = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: [
  "@key", "@shareable", "@external", "@requires", "@authenticated", "@requiresScopes", "@policy"
])`

/** Who asks: a viewer or nobody, and the policies that let this request pass. */
export interface Asker {
  readonly viewer: Viewer | null
  readonly policies: ReadonlySet<string>
}

const isKnown = ({ viewer }: Asker) => viewer !== null
const has =
  (...scopes: string[]) =>
  (asker: Asker) =>
    scopes.every((scope) => asker.viewer?.scopes.includes(scope))
const may =
  (...policies: string[]) =>
  (asker: Asker) =>
    policies.every((policy) => asker.policies.has(policy))
const either =
  (...rules: ((asker: Asker) => boolean)[]) =>
  (asker: Asker) =>
    rules.some((rule) => rule(asker))
const all =
  (...rules: ((asker: Asker) => boolean)[]) =>
  (asker: Asker) =>
    rules.every((rule) => rule(asker))

const tier = may('p')
const vault = has('c')
const cat = has('c')
/** Written down apart from the product's reading of the directives: what a selection of each field takes. All else is open. */
const needs: Readonly<Record<string, (asker: Asker) => boolean>> = {
  'Query.me': isKnown,
  'Query.tier': tier,
  'Query.vault': all(vault, isKnown),
  'Node.authed': isKnown,
  'Node.scoped': either(has('a', 'b'), has('c')),
  'Node.policied': either(may('p'), may('q', 'r')),
  'Node.both': all(isKnown, may('q')),
  'Node.authedNode': isKnown,
  'Node.vault': vault,
  'Node.vaults': vault,
  'Node.tier': tier,
  'Node.computed': isKnown,
  'Vault.id': vault,
  'Vault.gold': vault,
  'Vault.node': vault,
  'Vault.silver': all(vault, may('q')),
  'Dog.tag': isKnown,
  'Dog.bark': may('p'),
  'Cat.name': cat,
  'Cat.tag': cat,
  'Cat.friend': cat,
  'Cat.purr': cat,
  'Being.name': cat,
  'Animal.name': cat,
  'Animal.tag': all(isKnown, cat),
  'Animal.friend': cat,
  'Mutation.change': isKnown,
}

const pick = (seed: number, n: number) => (seed * 31 + n * 7 + 3) % 101
const value = (type: string, seed: number): object => {
  const secret = (field: string) => `PROTECTED(${type}.${field})`
  const node = (n: number) => () => value('Node', pick(seed, n))
  const animal = (n: number) => () => value(['Dog', 'Cat', 'Fish'][pick(seed, n) % 3] ?? 'Dog', pick(seed, n))
  const list = (n: number, item: (n: number) => () => object) => () =>
    Array.from({ length: pick(seed, n) % 3 }, (_, index) => item(n + index)())
  const inVault = (n: number) => () => value('Vault', pick(seed, n))
  return {
    __typename: type,
    id: String(seed),
    name: type === 'Cat' ? secret('name') : `name ${seed}`,
    tag: type === 'Fish' ? 'open' : secret('tag'),
    ...Object.fromEntries(
      ['authed', 'scoped', 'policied', 'both', 'computed', 'gold', 'silver', 'bark', 'purr'].map((field) => [
        field,
        secret(field),
      ]),
    ),
    note: 'note',
    tier: 'TOP',
    node: node(1),
    authedNode: node(2),
    friend: node(3),
    nodes: list(4, node),
    animal: animal(5),
    animals: list(6, animal),
    beings: list(7, animal),
    things: list(8, (n) => (pick(seed, n) % 4 ? animal(n) : node(n))),
    vault: inVault(9),
    vaults: list(10, inVault),
  }
}
const byReference = (type: string) => ({ __resolveReference: ({ id }: { id: string }) => value(type, Number(id)) })
const root = Object.fromEntries(
  ['root', 'me', 'nodes', 'animals', 'beings', 'things', 'tier', 'vault'].map((name) => [
    name,
    () => {
      const found: unknown = { root: value('Node', 1), me: value('Node', 2), ...value('Query', 3) }[name as 'root']
      return typeof found === 'function' ? found() : found
    },
  ]),
)

const subgraphs: Readonly<Record<string, TestSubgraph>> = {
  one: {
    typeDefs: `${links}
      type Query {
        root: Node me: Node @authenticated nodes: [Node] animals: [Animal] beings: [Being!] things: [Thing] tier: Tier vault: Vault @authenticated
      }
      type Mutation { change: Node @authenticated touch: Node }
      type Node @key(fields: "id") {
        id: ID! name: String
        authed: String @authenticated
        scoped: String @requiresScopes(scopes: [["a", "b"], ["c"]])
        node: Node authedNode: Node @authenticated nodes: [Node!]
        animal: Animal vault: Vault tier: Tier
      }
      interface Being { name: String }
      interface Animal implements Being { name: String tag: String friend: Node }
      type Dog implements Animal & Being { name: String tag: String @authenticated friend: Node bark: String @policy(policies: [["p"]]) }
      type Cat implements Animal & Being @requiresScopes(scopes: [["c"]]) { name: String tag: String friend: Node purr: String }
      type Fish implements Animal & Being { name: String tag: String friend: Node }
      union Thing = Dog | Cat | Node
      enum Tier @policy(policies: [["p"]]) { TOP }
      type Vault @key(fields: "id") @requiresScopes(scopes: [["c"]]) { id: ID! gold: String @shareable silver: String @policy(policies: [["q"]]) node: Node }
    `,
    resolvers: {
      Query: root,
      Mutation: { change: () => value('Node', 5), touch: () => value('Node', 6) },
      Node: byReference('Node'),
      Vault: byReference('Vault'),
    },
  },
  two: {
    typeDefs: `${links}
      type Node @key(fields: "id") {
        id: ID! note: String
        policied: String @policy(policies: [["p"], ["q", "r"]])
        both: String @authenticated @policy(policies: [["q"]])
        authed: String @external
        computed: String @authenticated @requires(fields: "authed")
        vaults: [Vault!]
      }
      type Vault @key(fields: "id") @requiresScopes(scopes: [["c"]]) { id: ID! gold: String @shareable }
    `,
    resolvers: { Node: byReference('Node'), Vault: byReference('Vault') },
  },
}

/** For tests: two subgraphs with something protected in every way and place, and what each takes. */
export const protectedFederation = {
  subgraphs,
  isOpen: (coordinate: string, asker: Asker): boolean => needs[coordinate]?.(asker) ?? true,
  policies: ['p', 'q', 'r'],
  types: ['Node', 'Dog', 'Cat', 'Fish', 'Animal', 'Being', 'Vault', 'Thing'],
}
