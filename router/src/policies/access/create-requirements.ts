import type { GraphQLSchema, OperationDefinitionNode } from 'graphql'
import type { FieldSelection } from '../../execution/remove-fields.ts'
import type { AccessRule, FieldRules } from '../../supergraph/field-rules.ts'
import { listAccessRules } from './list-access-rules.ts'
import { listRequirements } from './list-requirements.ts'

/** The requirements of one supergraph. */
export interface Requirements {
  /** Whether anything in it is protected. */
  readonly isProtected: boolean
  /** Whether anything in it has `@policy`. */
  readonly hasPolicies: boolean
  /** Operations found to select nothing protected; they need no second look. */
  readonly openOperations: WeakSet<OperationDefinitionNode>
  /** Every rule that must hold for a selection; worked out once for each coordinate. */
  readonly find: (selection: Pick<FieldSelection, 'parentType' | 'definition'>) => readonly AccessRule[]
}

/** The requirements of selections in a schema. */
export function createRequirements(schema: GraphQLSchema, rules: FieldRules): Requirements {
  const accessRules = listAccessRules(rules)
  const known = new Map<string, readonly AccessRule[]>()
  return {
    isProtected: accessRules.length > 0,
    hasPolicies: accessRules.some((rule) => rule.policies !== null),
    openOperations: new WeakSet(),
    find({ parentType, definition }) {
      const coordinate = `${parentType.name}.${definition.name}`
      const requirements = known.get(coordinate) ?? listRequirements(schema, rules, parentType, definition)
      known.set(coordinate, requirements)
      return requirements
    },
  }
}
