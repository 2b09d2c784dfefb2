import type { OperationRequest } from '../policy.ts'
import { createSelectionCompiler } from './compile-selections.ts'
import type { Variables } from './cost-program.ts'
import { createCostCounter } from './create-cost-counter.ts'
import { type CostEstimate, estimateProgram } from './estimate-program.ts'

/** What an operation costs, as a function of its coerced variables: before it runs, and after, by its data. */
export interface CostFormula {
  readonly estimate: (variables: Variables) => CostEstimate
  readonly count: (data: object, variables: Variables) => number
}

/**
 * Compiles what an operation costs, as Apollo Router reads the IBM cost specification
 * (https://www.apollographql.com/docs/graphos/routing/security/demand-control):
 *
 *     cost of a field = weights of its arguments + instances * (weight of one + cost of its selections)
 *
 * A list has as many instances as its `@listSize` says, else `listSizeDefault`; anything else has one. Repeated selections
 * and those under different type conditions add up, so that the estimate is an upper bound. What `@skip` and
 * `@include` leave out with these variables is free, and so is introspection. A fragment is worked out once, however often it is spread.
 *
 * On purpose other than Apollo Router: each field at the root of a mutation costs 10, not the mutation, or aliases would be a way to
 * do much for little; lists in lists multiply; `@skip` and `@include` with variables count; what plans fetch besides (keys, what
 * `@requires` names) is not the client's to pay, and counts for the budgets of subgraphs only.
 */
export function compileCost(
  request: Pick<OperationRequest, 'document' | 'operation' | 'schema' | 'rules'>,
  listSizeDefault: number,
): CostFormula {
  const { document, operation, schema, rules } = request
  const rootType = schema.getRootType(operation.operation)
  if (!rootType) return { estimate: () => ({ cost: 0, problems: [] }), count: () => 0 }
  const program = createSelectionCompiler(document, schema, rules).compile(operation.selectionSet, rootType)
  const counter = createCostCounter(program)
  return {
    estimate: (variables) => estimateProgram(program, variables, listSizeDefault),
    count: counter,
  }
}
