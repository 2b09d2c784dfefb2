import type { Viewer } from '@ree-ai/kit/identity/viewer'
import fc from 'fast-check'
import {
  buildSchema,
  type DocumentNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  Kind,
  parse,
  type SelectionSetNode,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RemovedField } from '../context.ts'
import { authorize } from '../policies/authorize.ts'
import type { OperationPolicy } from '../policies/policy.ts'
import { readSupergraph } from '../supergraph/read-supergraph.ts'
import { createRandomOperations } from './create-random-operations.ts'
import { type Asker, protectedFederation } from './protected-federation.ts'
import { readApiSdl } from './read-api-sdl.ts'
import { composeTestSupergraph, startTestGraph, type TestGraph } from './start-test-graph.ts'

const { subgraphs, isOpen, policies: names, types } = protectedFederation
const sdl = composeTestSupergraph(subgraphs)
const api = buildSchema(readApiSdl(readSupergraph(sdl).gatewaySdl))
const whole = buildSchema(sdl, { assumeValidSDL: true })

let asker: Asker = { viewer: null, policies: new Set() }
let removed: readonly RemovedField[] = []
let filtering: TestGraph
let rejecting: TestGraph
beforeAll(async () => {
  const policies = Object.fromEntries(names.map((name) => [name, () => asker.policies.has(name)]))
  // What was refused is known of branches too that the answer does not take.
  const spy: OperationPolicy = {
    name: 'spy',
    apply({ context, document }) {
      removed = context.decisions.removedFields
      return document
    },
  }
  filtering = await startTestGraph(subgraphs, { policies: [authorize({ policies }), spy] })
  rejecting = await startTestGraph(subgraphs, { policies: [authorize({ policies, mode: 'reject' })] })
})
afterAll(() => Promise.all([filtering.stop(), rejecting.stop()]))

const viewers: fc.Arbitrary<Viewer | null> = fc.option(
  fc.record({
    id: fc.constant('1'),
    role: fc.constant('USER' as const),
    scopes: fc.subarray(['a', 'b', 'c']),
    sessionId: fc.constant(null),
  }),
)
const askers: fc.Arbitrary<Asker> = fc.record({
  viewer: viewers,
  policies: fc.subarray(names).map((granted) => new Set(granted)),
})
const operations = createRandomOperations(api, { types })
const isValid = (query: string) => validate(api, parse(query)).length === 0

/** Coordinates of the selections that are refused, but not of what stands in them. */
function listRefused(document: DocumentNode): readonly string[] {
  const refused = new Set<string>()
  const fragments = new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  )
  const walk = (set: SelectionSetNode, parent: GraphQLCompositeType) => {
    for (const node of set.selections) {
      if (node.kind !== Kind.FIELD) {
        const fragment = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node
        const condition = fragment?.typeCondition && api.getType(fragment.typeCondition.name.value)
        if (fragment) walk(fragment.selectionSet, isCompositeType(condition) ? condition : parent)
        continue
      }
      const coordinate = `${parent.name}.${node.name.value}`
      const field = 'getFields' in parent ? parent.getFields()[node.name.value] : undefined
      const type = field && getNamedType(field.type)
      if (!isOpen(coordinate, asker)) refused.add(coordinate)
      else if (node.selectionSet && isCompositeType(type)) walk(node.selectionSet, type)
    }
  }
  for (const node of document.definitions) {
    const query = api.getQueryType()
    if (node.kind === Kind.OPERATION_DEFINITION && query) walk(node.selectionSet, query)
  }
  return [...refused].sort()
}

/** Coordinates of the fields that operations for subgraphs select. */
function listSent(sent: readonly string[], schema: GraphQLSchema): readonly string[] {
  const found = new Set<string>()
  for (const text of sent) {
    const typeInfo = new TypeInfo(schema)
    visit(
      parse(text.slice(text.indexOf(': ') + 2)),
      visitWithTypeInfo(typeInfo, {
        Field: ({ name }) => void found.add(`${typeInfo.getParentType()?.name}.${name.value}`),
      }),
    )
  }
  return [...found]
}

test('whoever asks whatever, nothing is sent for or answered that he may not see, and nothing else is refused', async () => {
  let refusals = 0
  let shown = 0
  await fc.assert(
    fc.asyncProperty(operations, askers, async ({ query, variables }, who) => {
      fc.pre(isValid(query))
      asker = who
      const refused = listRefused(parse(query))
      if (refused.length > 0) refusals += 1

      filtering.sent.length = 0
      const answer = await filtering.run(query, { viewer: who.viewer, variables })
      const told = new Set(removed.map(({ coordinate }) => coordinate))
      expect([...told].sort()).toEqual(refused)
      expect(listSent(filtering.sent, whole).filter((coordinate) => !isOpen(coordinate, who))).toEqual([])
      const values = [...JSON.stringify(answer).matchAll(/PROTECTED\((\w+\.\w+)\)/g)].map(
        ([, coordinate]) => coordinate,
      )
      shown += values.length
      expect(values.filter((coordinate) => !isOpen(coordinate ?? '', who))).toEqual([])
      for (const error of answer.errors ?? []) {
        expect(error.extensions?.code).toBe('UNAUTHORIZED_FIELD_OR_TYPE')
        expect(refused).toContain(error.extensions?.coordinate)
      }

      rejecting.sent.length = 0
      const rejected = await rejecting.run(query, { viewer: who.viewer, variables })
      if (refused.length === 0) {
        expect(rejected.errors).toBeUndefined()
        expect(rejected.data).toEqual(answer.data)
        return
      }
      expect(rejected.status).toBe(403)
      expect(rejecting.sent).toEqual([])
      expect(rejected.errors?.[0]?.extensions).toEqual({
        code: 'UNAUTHORIZED_FIELD_OR_TYPE',
        coordinates: expect.any(Array),
      })
    }),
    // A failure is told at once: shrinking would plan for minutes.
    { numRuns: 150, endOnFailure: true },
  )
  expect(refusals).toBeGreaterThan(40)
  expect(shown).toBeGreaterThan(20)
}, 120_000)

test('a protected field that another one requires is sent for only when the other is', async () => {
  asker = { viewer: null, policies: new Set() }
  filtering.sent.length = 0
  expect((await filtering.run('{ root { note computed } }')).data).toEqual({ root: { note: 'note', computed: null } })
  expect(filtering.sent.join(' ')).not.toMatch(/authed|computed/)
  asker = { viewer: { id: '1', role: 'USER', scopes: [], sessionId: null }, policies: new Set() }
  const answer = await filtering.run('{ root { computed } }', { viewer: asker.viewer })
  expect(answer.data).toEqual({ root: { computed: 'PROTECTED(Node.computed)' } })
  expect(filtering.sent.join(' ')).toMatch(/authed/)
})
