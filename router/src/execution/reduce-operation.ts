import { createError } from '@ree-ai/kit/errors/create-error'
import {
  type DefinitionNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import type { RemovedField } from '../context.ts'
import type { OperationRequest } from '../policies/policy.ts'
import { listReachableFragments } from './list-reachable-fragments.ts'

/** One selection of a field, as a policy looks at it. */
export interface FieldSelection {
  readonly node: FieldNode
  readonly parentType: GraphQLCompositeType
  readonly definition: GraphQLField<unknown, unknown>
}

/** Why a selection may not run. */
export type Refusal = Pick<RemovedField, 'code' | 'message' | 'details'>

/** An operation without some of its fields. */
export interface ReducedOperation {
  readonly document: DocumentNode
  readonly removed: readonly RemovedField[]
}

/**
 * The operation without the selections that `refuse` refuses. In the place of each stands a `__typename` under an alias of its
 * own, with its `@skip` and `@include`: the operation keeps its shape, nothing of the field is planned or fetched, and the
 * alias shows in the answer where the field would have stood (`restoreFields`). Fragments, variables and other operations
 * that are no longer used are dropped. With nothing refused the document comes back as it is.
 *
 * `refuse` is asked once for each written selection, introspection aside; a fragment spread in several places counts
 * once, for its type condition decides. Throws the refusal when it is the field of a subscription.
 */
export function reduceOperation(
  request: Pick<OperationRequest, 'document' | 'operation' | 'schema'>,
  refuse: (selection: FieldSelection) => Refusal | null,
): ReducedOperation {
  const { document, operation, schema } = request
  const used = [operation, ...listReachableFragments(document, operation)]
  const nextPlaceholder = createPlaceholders(used)
  const removed: RemovedField[] = []
  const typeInfo = new TypeInfo(schema)
  const visitor = visitWithTypeInfo(typeInfo, {
    Field(node) {
      const definition = typeInfo.getFieldDef()
      const parentType = typeInfo.getParentType()
      if (!definition || !parentType || definition.name.startsWith('__')) return undefined
      const refusal = refuse({ node, parentType, definition })
      if (refusal === null) return undefined
      // A subscription must select a field of its own.
      if (parentType === schema.getSubscriptionType()) throw createError(refusal.code, refusal.message, refusal.details)
      const placeholder = nextPlaceholder()
      removed.push({
        placeholder,
        responseKey: node.alias?.value ?? node.name.value,
        coordinate: `${parentType.name}.${definition.name}`,
        isNonNull: isNonNullType(definition.type),
        ...refusal,
      })
      return createPlaceholder(node, placeholder)
    },
  })
  const definitions = used.map((node) => visit(node, visitor))
  if (removed.length === 0) return { document, removed }
  const reduced = dropUnused(definitions)
  // Not those in fragments that only a removed field spreads.
  const left = listResponseKeys(reduced.definitions)
  return { document: reduced, removed: removed.filter(({ placeholder }) => left.has(placeholder)) }
}

/** Placeholders that no response key of the operation has, numbered in the order of the text. */
function createPlaceholders(used: readonly DefinitionNode[]): () => string {
  const taken = listResponseKeys(used)
  let count = 0
  return () => {
    do count += 1
    while (taken.has(`_removed${count}`))
    return `_removed${count}`
  }
}

function listResponseKeys(definitions: readonly DefinitionNode[]): ReadonlySet<string> {
  const keys = new Set<string>()
  for (const definition of definitions) {
    visit(definition, {
      Field(node) {
        keys.add(node.alias?.value ?? node.name.value)
      },
    })
  }
  return keys
}

function createPlaceholder(node: FieldNode, placeholder: string): FieldNode {
  return {
    kind: Kind.FIELD,
    alias: { kind: Kind.NAME, value: placeholder },
    name: { kind: Kind.NAME, value: '__typename' },
    directives: node.directives?.filter(({ name }) => name.value === 'skip' || name.value === 'include'),
  }
}

function dropUnused(definitions: readonly (OperationDefinitionNode | FragmentDefinitionNode)[]): DocumentNode {
  const all: DocumentNode = { kind: Kind.DOCUMENT, definitions }
  const operation = definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION)
  if (operation === undefined) throw new Error('the operation is missing')
  const fragments = listReachableFragments(all, operation)
  const variables = new Set<string>()
  for (const definition of [{ ...operation, variableDefinitions: [] }, ...fragments]) {
    visit(definition, {
      Variable(node) {
        variables.add(node.name.value)
      },
    })
  }
  const variableDefinitions = operation.variableDefinitions?.filter((node) => variables.has(node.variable.name.value))
  return { kind: Kind.DOCUMENT, definitions: [{ ...operation, variableDefinitions }, ...fragments] }
}
