import type { GraphQLSchema, OperationDefinitionNode } from 'graphql'
import { type FieldSelection, reduceOperation } from '../../execution/reduce-operation.ts'
import type { AccessRule, FieldRules } from '../../supergraph/field-rules.ts'
import type { OperationRequest } from '../policy.ts'
import { listAccessRules } from './list-access-rules.ts'
import { listRequirements } from './list-requirements.ts'

/** What must hold to select the fields of one supergraph. */
export interface Requirements {
  /** Whether anything in it is protected. */
  readonly isProtected: boolean
  /** Every rule that must hold for a selection; worked out once for each coordinate. */
  readonly find: (selection: Pick<FieldSelection, 'parentType' | 'definition'>) => readonly AccessRule[]
  /** Every rule that decides about an operation, each once, in a stable order; worked out once for each. */
  readonly list: (request: Pick<OperationRequest, 'document' | 'operation' | 'schema'>) => readonly AccessRule[]
}

/** The requirements of selections in a schema. */
export function createRequirements(schema: GraphQLSchema, rules: FieldRules): Requirements {
  const accessRules = listAccessRules(rules)
  const byCoordinate = new Map<string, readonly AccessRule[]>()
  const byOperation = new WeakMap<OperationDefinitionNode, readonly AccessRule[]>()

  function find({ parentType, definition }: Pick<FieldSelection, 'parentType' | 'definition'>): readonly AccessRule[] {
    const coordinate = `${parentType.name}.${definition.name}`
    const requirements = byCoordinate.get(coordinate) ?? listRequirements(schema, rules, parentType, definition)
    byCoordinate.set(coordinate, requirements)
    return requirements
  }

  return {
    isProtected: accessRules.length > 0,
    find,
    list(request) {
      const known = byOperation.get(request.operation)
      if (known !== undefined) return known
      const found = new Set<AccessRule>()
      reduceOperation(request, (selection) => {
        for (const rule of find(selection)) found.add(rule)
        return null
      })
      const listed = [...found]
      byOperation.set(request.operation, listed)
      return listed
    },
  }
}
