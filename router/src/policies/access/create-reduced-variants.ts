import type { OperationDefinitionNode } from 'graphql'
import type { ReducedOperation } from '../../execution/reduce-operation.ts'

/** What is left of one operation for as many kinds of viewers is kept. */
const variantsMax = 16

/**
 * What is left of operations, by what their viewers lack: who lacks the same gets the same document, the very object, so that
 * its hash, plan and cost are worked out once for all of them. Forgotten with the operation.
 */
export function createReducedVariants(): (
  operation: OperationDefinitionNode,
  lacking: string,
  reduce: () => ReducedOperation,
) => ReducedOperation {
  const known = new WeakMap<OperationDefinitionNode, Map<string, ReducedOperation>>()
  return (operation, lacking, reduce) => {
    const variants = known.get(operation) ?? new Map<string, ReducedOperation>()
    known.set(operation, variants)
    const present = variants.get(lacking)
    if (present !== undefined) return present
    const reduced = reduce()
    if (variants.size < variantsMax) variants.set(lacking, reduced)
    return reduced
  }
}
