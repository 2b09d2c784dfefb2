import fc from 'fast-check'
import {
  buildSchema,
  type ExecutionResult,
  execute,
  type GraphQLCompositeType,
  getNamedType,
  getOperationAST,
  isAbstractType,
  isCompositeType,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import { expect, test } from 'vitest'
import { authorize } from '../policies/authorize.ts'
import { computeActualCost } from '../policies/cost/compute-actual-cost.ts'
import { estimateCost } from '../policies/cost/estimate-cost.ts'
import { readTestGraph } from '../policies/read-test-graph.ts'
import { readTestRequest } from '../policies/read-test-request.ts'
import { createResponseShape } from './create-response-shape.ts'
import { restoreFields } from './restore-fields.ts'

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
const graph = readTestGraph(types)
const openSchema = buildSchema(types.replaceAll('@authenticated', ''))

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

/** Random operations, with aliases, fragments of both kinds, conditions, repetition and abstract types. */
const operations = fc.gen().map((generate) => {
  const schema = graph.schema
  const pick = <Item>(items: readonly Item[]): Item => items[generate(fc.nat, { max: items.length - 1 })] as Item
  const chance = (percent: number) => generate(fc.nat, { max: 99 }) < percent
  const fragments: { readonly name: string; readonly type: GraphQLCompositeType; readonly text: string }[] = []
  const condition = () =>
    chance(10) ? pick([' @skip(if: $yes)', ' @include(if: $yes)', ' @skip(if: $no)', ' @include(if: false)']) : ''

  function select(type: GraphQLCompositeType, depth: number): string {
    const parts: string[] = []
    for (let left = 1 + generate(fc.nat, { max: 3 }); left > 0; left -= 1) parts.push(selectOne(type, depth))
    return `{ ${parts.join(' ')} }`
  }

  function selectOne(type: GraphQLCompositeType, depth: number): string {
    if (chance(15)) {
      const usable = fragments.filter((fragment) => overlaps(type, fragment.type))
      if (usable.length > 0) return `...${pick(usable).name}${condition()}`
    }
    if (isAbstractType(type) ? chance(60) : chance(10)) {
      const within = ['Node', 'Dog', 'Cat', 'Animal'].map((name) => schema.getType(name)).filter(isCompositeType)
      const inner = [type, ...within].filter((other) => overlaps(type, other))
      const chosen = pick(inner)
      if (depth > 0) return `... on ${chosen.name}${condition()} ${select(chosen, depth - 1)}`
    }
    if (!('getFields' in type)) return '__typename'
    const fields = Object.values(type.getFields()).filter(
      ({ type }) => depth > 0 || !isCompositeType(getNamedType(type)),
    )
    if (fields.length === 0) return '__typename'
    const field = pick(fields)
    const inner = getNamedType(field.type)
    const alias = chance(20) ? `${pick(['_removed1', `a${field.name}`, `b${field.name}`])}: ` : ''
    return `${alias}${field.name}${condition()}${isCompositeType(inner) ? ` ${select(inner, depth - 1)}` : ''}`
  }

  function overlaps(one: GraphQLCompositeType, other: GraphQLCompositeType): boolean {
    const possible = (type: GraphQLCompositeType) => (isAbstractType(type) ? schema.getPossibleTypes(type) : [type])
    return possible(one).some((type) => possible(other).includes(type))
  }

  for (const typeName of ['Node', 'Animal', 'Node', 'Query']) {
    const type = schema.getType(typeName)
    if (!isCompositeType(type) || chance(30)) continue
    const text = select(type, 2)
    fragments.push({ name: `F${fragments.length}`, type, text })
  }
  const query = schema.getQueryType()
  const body = query ? select(query, 4) : ''
  const used: string[] = []
  let rest = body
  for (const fragment of fragments.toReversed()) {
    if (!rest.includes(`...${fragment.name}`)) continue
    rest += fragment.text
    used.push(`fragment ${fragment.name} on ${fragment.type.name} ${fragment.text}`)
  }
  const variables = ['yes', 'no'].filter((name) => rest.includes(`$${name}`))
  const declared = variables.length > 0 ? `(${variables.map((name) => `$${name}: Boolean!`).join()})` : ''
  return {
    query: `query ${declared} ${body} ${used.join(' ')}`,
    variables: Object.fromEntries(variables.map((name) => [name, name === 'yes'])),
  }
})

const isValid = ({ query }: { readonly query: string }) => validate(graph.schema, parse(query)).length === 0

/** What GraphQL itself answers when the protected fields throw. */
function executeProtected(query: string, variables: Record<string, unknown>): ExecutionResult {
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

test('whatever is asked, nothing protected is planned or answered, and the answer is as GraphQL would give it', async () => {
  let removals = 0
  let nulledRoots = 0
  await fc.assert(
    fc.asyncProperty(operations.filter(isValid), async ({ query, variables }) => {
      const request = readTestRequest(query, graph, { variables })
      const document = await authorize().apply(request)
      const { removedFields } = request.context.decisions
      removals += removedFields.length

      // What goes to planning is valid and asks for nothing protected.
      expect(validate(graph.schema, document)).toEqual([])
      const typeInfo = new TypeInfo(graph.schema)
      visit(
        document,
        visitWithTypeInfo(typeInfo, {
          Field(node) {
            expect(protectedFields).not.toContain(`${typeInfo.getParentType()?.name}.${node.name.value}`)
          },
        }),
      )

      const operation = getOperationAST(document)
      if (!operation) throw new Error('no operation is left')
      const executed = execute({
        schema: openSchema,
        document,
        rootValue: createValue('Query', 1),
        variableValues: variables,
      }) as ExecutionResult
      expect(executed.errors).toBeUndefined()
      const data = JSON.parse(JSON.stringify(executed.data))
      const shape = createResponseShape(document, operation, graph.schema)

      // The estimate is an upper bound of the actual cost, where lists are no longer than assumed.
      const { cost } = estimateCost({ ...request, document, operation }, 10)
      expect(
        computeActualCost(data, { shape, schema: graph.schema, rules: graph.rules, variables }),
      ).toBeLessThanOrEqual(cost)

      const restored = restoreFields(data, shape, removedFields)
      const expected = executeProtected(query, variables)
      // As text: the order of the keys counts too.
      expect(JSON.stringify(restored.data)).toBe(JSON.stringify(expected.data))
      expect(JSON.stringify(restored)).not.toMatch(/PROTECTED|666/)
      if (restored.data === null) nulledRoots += 1
      const paths = restored.errors.map(({ path }) => path?.join('.'))
      expect(new Set(paths).size).toBe(paths.length)
      // GraphQL may stop at the first error below a null; every one it reports is reported here.
      expect(paths).toEqual(expect.arrayContaining((expected.errors ?? []).map(({ path }) => path?.join('.'))))
      expect(paths.length > 0).toBe((expected.errors ?? []).length > 0)
    }),
    { numRuns: 500 },
  )
  // The operations are such that something is proven.
  expect(removals).toBeGreaterThan(500)
  expect(nulledRoots).toBeGreaterThan(5)
})
