import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql'
import type { CompiledPlan } from '../plan/compile-plan.ts'
import { createProjection, type Projection } from './create-projection.ts'
import { listConditions } from './list-conditions.ts'

/** An operation, planned, and its answers' shapes. */
export interface CompiledOperation {
  readonly plan: CompiledPlan
  /** The projection for the values that the variables in `@skip` and `@include` have. */
  readonly project: (variables: Readonly<Record<string, unknown>>) => Projection
}

/** Of conditions' values as many combinations are kept. */
const projectionsMax = 32

export function compileOperation(
  plan: CompiledPlan,
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): CompiledOperation {
  const conditions = listConditions(document)
  const projections = new Map<string, Projection>()
  return {
    plan,
    project(variables) {
      const key = conditions.map((name) => (variables[name] === true ? '1' : '0')).join('')
      const known = projections.get(key)
      if (known !== undefined) return known
      const projection = createProjection(schema, document, operation, variables)
      if (projections.size < projectionsMax) projections.set(key, projection)
      return projection
    },
  }
}
