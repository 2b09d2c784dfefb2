import { createError } from '@ree-ai/kit/errors/create-error'
import { type GraphQLSchema, Kind } from 'graphql'
import type { RouterContext } from '../context.ts'
import { type FieldSelection, type Refusal, removeFields } from '../execution/remove-fields.ts'
import type { AccessRule, FieldRules } from '../supergraph/field-rules.ts'
import { authorizedRequests } from './access/authorized-requests.ts'
import { explainRefusal } from './access/explain-refusal.ts'
import { listRequirements } from './access/list-requirements.ts'
import type { OperationPolicy, OperationRequest } from './policy.ts'

/** A rule of `@policy`, by its name: whether this request may pass. Throwing refuses. */
export type AccessPolicy = (context: RouterContext) => boolean | Promise<boolean>

export interface AuthorizeOptions {
  /**
   * `filter` (default) takes the fields the viewer may not see out of the operation and runs the rest; `reject`
   * refuses the whole operation with HTTP 403, naming every such field.
   */
  readonly mode?: 'filter' | 'reject'
  /** What the names in `@policy` mean. A name that is not here refuses. */
  readonly policies?: Readonly<Record<string, AccessPolicy>>
}

/**
 * Enforces `@authenticated`, `@requiresScopes` and `@policy` before anything is planned. A selection needs its field's rule,
 * its parent type's and its returned type's; a field of an interface needs those of every implementation too.
 * Refusals are UNAUTHORIZED_FIELD_OR_TYPE, with the coordinate and what is missing. Introspection passes.
 */
export function authorize(options: AuthorizeOptions = {}): OperationPolicy {
  const policies = new Map(Object.entries(options.policies ?? {}))
  const requirementsOf = createRequirements()

  async function grant(names: ReadonlySet<string>, context: RouterContext): Promise<ReadonlySet<string>> {
    const checks = [...names].map(async (name) => ((await isGranted(policies.get(name), context)) ? name : null))
    return new Set((await Promise.all(checks)).filter((name) => name !== null))
  }

  return {
    name: 'authorize',
    async apply(request) {
      const { context } = request
      const granted = await grant(listPolicyNames(request, requirementsOf), context)
      const refused: Refusal[] = []
      const document = removeFields(request, ({ parentType, definition }) => {
        for (const rule of requirementsOf(request, { parentType, definition })) {
          const missing = explainRefusal(rule, context.viewer, granted)
          if (missing === null) continue
          const coordinate = `${parentType.name}.${definition.name}`
          const refusal = {
            code: 'UNAUTHORIZED_FIELD_OR_TYPE',
            message: `${coordinate} needs ${missing}.`,
            details: { coordinate },
          } as const
          refused.push(refusal)
          return refusal
        }
        return null
      })
      if (refused.length > 0 && options.mode === 'reject') throw reject(refused)
      authorizedRequests.add(context.decisions)
      return document
    },
  }
}

type RequirementsOf = (
  request: Pick<OperationRequest, 'schema' | 'rules'>,
  selection: Pick<FieldSelection, 'parentType' | 'definition'>,
) => readonly AccessRule[]

/** Requirements by coordinate, worked out once for each supergraph. */
function createRequirements(): RequirementsOf {
  const known = new WeakMap<FieldRules, { readonly schema: GraphQLSchema; readonly byCoordinate: Map<string, readonly AccessRule[]> }>()
  return ({ schema, rules }, { parentType, definition }) => {
    let entry = known.get(rules)
    if (entry?.schema !== schema) {
      entry = { schema, byCoordinate: new Map() }
      known.set(rules, entry)
    }
    const coordinate = `${parentType.name}.${definition.name}`
    const requirements = entry.byCoordinate.get(coordinate) ?? listRequirements(schema, rules, parentType, definition)
    entry.byCoordinate.set(coordinate, requirements)
    return requirements
  }
}
