import { createError } from '@ree-ai/kit/errors/create-error'
import type { GraphQLError } from 'graphql'
import type { RouterContext } from '../context.ts'
import { type Refusal, removeFields } from '../execution/remove-fields.ts'
import type { FieldRules } from '../supergraph/field-rules.ts'
import { authorizedRequests } from './access/authorized-requests.ts'
import { createRequirements, type Requirements } from './access/create-requirements.ts'
import { explainRefusal } from './access/explain-refusal.ts'
import type { OperationPolicy, OperationRequest } from './policy.ts'

/** A rule of `@policy`, by its name: whether this request may pass. */
export type AccessPolicy = (context: RouterContext) => boolean | Promise<boolean>

export interface AuthorizeOptions {
  /**
   * `filter` (default) takes the fields the viewer may not see out of the operation and runs the rest; `reject`
   * refuses the whole operation with HTTP 403, naming the fields.
   */
  readonly mode?: 'filter' | 'reject'
  /** What the names in `@policy` mean. A name that is not here refuses; a policy that throws fails the request. */
  readonly policies?: Readonly<Record<string, AccessPolicy>>
}

/**
 * Enforces `@authenticated`, `@requiresScopes` and `@policy` before anything is planned. A selection needs its field's
 * rule, its parent type's and its returned type's own; a field of an interface needs those of every implementation too.
 * Refusals are UNAUTHORIZED_FIELD_OR_TYPE with the coordinate and what is missing. Introspection passes.
 */
export function authorize(options: AuthorizeOptions = {}): OperationPolicy {
  const policies = new Map(Object.entries(options.policies ?? {}))
  const requirementsByRules = new WeakMap<FieldRules, Requirements>()

  function getRequirements({ schema, rules }: OperationRequest): Requirements {
    const requirements = requirementsByRules.get(rules) ?? createRequirements(schema, rules)
    requirementsByRules.set(rules, requirements)
    return requirements
  }

  async function evaluatePolicies(names: ReadonlySet<string>, context: RouterContext): Promise<ReadonlySet<string>> {
    const granted = new Set<string>()
    const evaluate = async (name: string) => {
      // Exactly true: a value that merely looks true must not open anything.
      if ((await policies.get(name)?.(context)) === true) granted.add(name)
    }
    await Promise.all(Array.from(names, evaluate))
    return granted
  }

  return {
    name: 'authorize',
    async apply(request) {
      const { context, operation } = request
      const requirements = getRequirements(request)
      if (!requirements.isProtected || requirements.openOperations.has(operation)) {
        authorizedRequests.add(context.decisions)
        return request.document
      }
      const granted = await evaluatePolicies(listPolicyNames(request, requirements), context)
      const refusals: Refusal[] = []
      let isOpen = true
      const document = removeFields(request, (selection) => {
        for (const rule of requirements.find(selection)) {
          isOpen = false
          const missing = explainRefusal(rule, context.viewer, granted)
          if (missing === null) continue
          const coordinate = `${selection.parentType.name}.${selection.definition.name}`
          const message = `${coordinate} needs ${missing}.`
          const refusal = { code: 'UNAUTHORIZED_FIELD_OR_TYPE', message, details: { coordinate } } as const
          refusals.push(refusal)
          return refusal
        }
        return null
      })
      if (isOpen) requirements.openOperations.add(operation)
      if (options.mode === 'reject' && refusals.length > 0) throw rejectOperation(refusals)
      authorizedRequests.add(context.decisions)
      return document
    },
  }
}

/** The names in `@policy` that decide about this operation. */
function listPolicyNames(request: OperationRequest, requirements: Requirements): ReadonlySet<string> {
  const names = new Set<string>()
  if (!requirements.hasPolicies) return names
  removeFields(request, (selection) => {
    for (const { policies } of requirements.find(selection)) for (const name of policies?.flat() ?? []) names.add(name)
    return null
  })
  return names
}

function rejectOperation(refusals: readonly Refusal[]): GraphQLError {
  const messages = [...new Set(refusals.map(({ message }) => message))]
  const coordinates = [...new Set(refusals.map(({ details }) => details.coordinate))]
  return createError('UNAUTHORIZED_FIELD_OR_TYPE', messages.join(' '), { coordinates, http: { status: 403 } })
}
