import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql'
import type { RouterContext } from '../context.ts'
import type { FieldRules } from '../supergraph/field-rules.ts'

/** An operation on its way through the policies, after parsing and validation, before planning. */
export interface OperationRequest {
  /** The document as it stands now: a policy may return another in its place. */
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
  readonly operationName: string | null
  /** Coerced variables with defaults. */
  readonly variables: Readonly<Record<string, unknown>>
  readonly context: RouterContext
  /** The API schema that clients see. */
  readonly schema: GraphQLSchema
  /** Rules by coordinate, read once per supergraph. */
  readonly rules: FieldRules
}

/**
 * One policy on operations. Policies run one after the other in the order of `policies/index.ts`. Each lets the
 * operation pass, returns a smaller document (fields removed, noted in `context.decisions.removedFields`), or refuses
 * the request by throwing a registered error.
 */
export interface OperationPolicy {
  readonly name: string
  readonly apply: (request: OperationRequest) => Promise<DocumentNode> | DocumentNode
}
