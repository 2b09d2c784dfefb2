import type { OperationDefinitionNode } from 'graphql'
import type { FieldRules } from '../../supergraph/field-rules.ts'
import type { OperationRequest } from '../policy.ts'
import { type CostFormula, compileCost } from './compile-cost.ts'

/** The formulas of operations, each compiled once for a supergraph and forgotten with its document. */
export function createCostFormulas(
  listSizeDefault: number,
): (request: Pick<OperationRequest, 'document' | 'operation' | 'schema' | 'rules'>) => CostFormula {
  const known = new WeakMap<FieldRules, WeakMap<OperationDefinitionNode, CostFormula>>()
  return (request) => {
    const formulas = known.get(request.rules) ?? new WeakMap<OperationDefinitionNode, CostFormula>()
    known.set(request.rules, formulas)
    const formula = formulas.get(request.operation) ?? compileCost(request, listSizeDefault)
    formulas.set(request.operation, formula)
    return formula
  }
}
