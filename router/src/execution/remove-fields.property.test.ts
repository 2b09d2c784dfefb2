import fc from 'fast-check'
import {
  type ExecutionResult,
  execute,
  getOperationAST,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import { expect, test } from 'vitest'
import { authorize } from '../policies/authorize.ts'
import { compileCost } from '../policies/cost/compile-cost.ts'
import { readTestRequest } from '../policies/read-test-request.ts'
import { createRandomOperations } from './create-random-operations.ts'
import { createResponseShape } from './create-response-shape.ts'
import { protectedWorld } from './protected-world.ts'
import { restoreFields } from './restore-fields.ts'
import { startTestGraph } from './start-test-graph.ts'

const { schema, rules, openSchema, protectedFields, createRoot, executeReference } = protectedWorld
const graph = { schema, rules }
const operations = createRandomOperations(schema)
// The gateway loses a field included by a variable that skips all inside it, protected or not.
const unconditional = createRandomOperations(schema, { hasConditions: false })
const isValid = (query: string) => validate(schema, parse(query)).length === 0

test('whatever is asked, nothing protected is planned or answered, and the answer is as GraphQL would give it', async () => {
  let removals = 0
  let nulledRoots = 0
  await fc.assert(
    fc.asyncProperty(operations, async ({ query, variables }) => {
      // Not every operation is valid: one alias may stand for two fields. (A filter on `fc.gen` would retry the same.)
      fc.pre(isValid(query))
      const request = readTestRequest(query, graph, { variables })
      const document = await authorize().apply(request)
      const { removedFields } = request.context.decisions
      removals += removedFields.length

      // What goes to planning is valid and asks for nothing protected.
      expect(validate(schema, document)).toEqual([])
      const typeInfo = new TypeInfo(schema)
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
        rootValue: createRoot(),
        variableValues: variables,
      }) as ExecutionResult
      expect(executed.errors).toBeUndefined()
      const data = JSON.parse(JSON.stringify(executed.data))
      const shape = createResponseShape(document, operation, schema)

      // The estimate is an upper bound of the actual cost, where lists are no longer than assumed.
      const formula = compileCost({ ...request, document, operation }, 10)
      expect(formula.count(data, variables)).toBeLessThanOrEqual(formula.estimate(variables).cost)
      // That of the operation as it was asked counts the same: what is not there costs nothing.
      expect(compileCost(request, 10).count(data, variables)).toBe(formula.count(data, variables))

      const restored = restoreFields(data, shape, removedFields)
      const expected = executeReference(query, variables)
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
    { numRuns: 300, endOnFailure: true },
  )
  // The operations are such that something is proven.
  expect(removals).toBeGreaterThan(100)
  expect(nulledRoots).toBeGreaterThan(0)
})

test('the gateway answers the same through its plans', async () => {
  const links = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated"])`
  const resolveType = ({ __typename }: { readonly __typename: string }) => __typename
  const gateway = await startTestGraph(
    {
      world: {
        typeDefs: links + protectedWorld.types,
        resolvers: {
          // Under the root everything is in the data, as functions of no arguments.
          Query: Object.fromEntries(
            Object.keys(schema.getQueryType()?.getFields() ?? {}).map((name) => [
              name,
              () => {
                const value = createRoot()[name]
                return typeof value === 'function' ? value() : value
              },
            ]),
          ),
          Animal: { __resolveType: resolveType },
          Thing: { __resolveType: resolveType },
        },
      },
    },
    { policies: [authorize()] },
  )
  try {
    await fc.assert(
      fc.asyncProperty(unconditional, async ({ query, variables }) => {
        fc.pre(isValid(query))
        gateway.sent.length = 0
        const answer = await gateway.run(query, { variables })
        // The gateway orders keys its own way where fragments repeat.
        expect(answer.data).toEqual(JSON.parse(JSON.stringify(executeReference(query, variables).data)))
        expect(gateway.sent.join(' ')).not.toMatch(/\b(secret|vault|soft|hard|vaultHard|moment|gold|tag|bark|purr)\b/)
      }),
      // A failure is told at once: shrinking would plan for minutes.
      { numRuns: 60, endOnFailure: true },
    )
  } finally {
    await gateway.stop()
  }
})
