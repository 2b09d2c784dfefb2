import type { DocumentNode } from 'graphql'
import type { OperationRequest } from '../policies/policy.ts'
import { type FieldSelection, type Refusal, reduceOperation } from './reduce-operation.ts'

/** The operation without the selections that `refuse` refuses (`reduceOperation`), which are noted in `context.decisions.removedFields`. */
export function removeFields(
  request: Pick<OperationRequest, 'document' | 'operation' | 'schema' | 'context'>,
  refuse: (selection: FieldSelection) => Refusal | null,
): DocumentNode {
  const { document, removed } = reduceOperation(request, refuse)
  request.context.decisions.removedFields.push(...removed)
  return document
}
