import { buildSchema, type ExecutionResult, execute, parse } from 'graphql'
import { readTestGraph } from '../policies/read-test-graph.ts'

/** Every kind of nullability, list and abstract type around fields that are protected in every way. */
const types = `
  type Query { root: Node rootList: [Node] safe: Int! secret: String! @authenticated things: [Thing!] animals: [Animal] vault: Vault }
  type Node {
    id: ID! name: String
    soft: String @authenticated
    hard: Int! @authenticated
    node: Node nodeHard: Node!
    list: [Node] listItems: [Node!] listHard: [Node]! listAll: [Node!]!
    grid: [[Node!]]
    animal: Animal animalHard: Animal!
    vault: Vault vaultHard: Vault!
    moment: Moment
  }
  type Vault @authenticated { gold: Int! node: Node }
  scalar Moment @authenticated
  interface Animal { name: String tag: String! friend: Node }
  type Dog implements Animal { name: String tag: String! @authenticated friend: Node bark: String! @authenticated }
  type Cat implements Animal { name: String tag: String! @authenticated friend: Node purr: String @authenticated }
  union Thing = Dog | Cat | Node
`
const openTypes = types.replaceAll('@authenticated', '')
const openSchema = buildSchema(openTypes)

/** Written down apart from the product's reading of the directives. */
const protectedFields = new Set(
  `Query.secret Query.vault Node.soft Node.hard Node.vault Node.vaultHard Node.moment Vault.gold Vault.node
   Animal.tag Dog.tag Dog.bark Cat.tag Cat.purr`.split(/\s+/),
)

/** Data without end, worked out from the place alone: some nulls, short lists. */
function createValue(typeName: string, seed: number): Record<string, unknown> {
  const at = (n: number) => (seed * 31 + n * 7 + 3) % 101
  const node = (n: number) => () => createValue('Node', at(n))
  const maybe = (n: number, value: () => unknown) => () => (at(n) % 5 === 0 ? null : value())
  const animal = (n: number) => () => createValue(at(n) % 2 ? 'Dog' : 'Cat', at(n))
  const list = (n: number, item: (n: number) => () => unknown) => () =>
    Array.from({ length: at(n) % 3 }, (_, index) => item(n + index)())
  return {
    __typename: typeName,
    id: `${seed}`,
    name: maybe(1, () => `name ${seed}`),
    safe: 1,
    secret: 'PROTECTED',
    soft: 'PROTECTED',
    hard: 666,
    moment: 'PROTECTED',
    gold: 666,
    tag: 'PROTECTED',
    bark: 'PROTECTED',
    purr: 'PROTECTED',
    root: maybe(2, node(2)),
    rootList: list(3, node),
    node: maybe(4, node(4)),
    nodeHard: node(5),
    friend: node(6),
    list: list(7, (n) => maybe(n, node(n))),
    listItems: list(8, node),
    listHard: list(9, node),
    listAll: list(10, node),
    grid: list(11, (n) => list(n, node)),
    animal: maybe(12, animal(12)),
    animalHard: animal(13),
    animals: list(14, animal),
    vault: () => createValue('Vault', at(15)),
    vaultHard: () => createValue('Vault', at(16)),
    things: list(17, (n) => (at(n) % 3 ? animal(n) : node(n))),
  }
}

/** What GraphQL itself answers when the protected fields throw. */
function executeReference(query: string, variables: Record<string, unknown>): ExecutionResult {
  const result = execute({
    schema: openSchema,
    document: parse(query),
    rootValue: createValue('Query', 1),
    variableValues: variables,
    fieldResolver(source, _arguments, _context, { fieldName, parentType }) {
      if (protectedFields.has(`${parentType.name}.${fieldName}`)) throw new Error('protected')
      const value = source[fieldName]
      return typeof value === 'function' ? value() : value
    },
  })
  return result as ExecutionResult
}

/** For tests: a graph with something protected in every place, its data, and what GraphQL makes of both. */
export const protectedWorld = {
  ...readTestGraph(types),
  types,
  openSchema,
  protectedFields,
  createRoot: () => createValue('Query', 1),
  executeReference,
}
