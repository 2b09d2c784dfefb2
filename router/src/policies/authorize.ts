import { createError } from '@ree-ai/kit/errors/create-error'
import type { GraphQLError } from 'graphql'
import type { RemovedField, RouterContext } from '../context.ts'
import { reduceOperation } from '../execution/reduce-operation.ts'
import type { AccessRule, FieldRules } from '../supergraph/field-rules.ts'
import { accessChecks } from './access/access-checks.ts'
import { authorizedRequests } from './access/authorized-requests.ts'
import { createReducedVariants } from './access/create-reduced-variants.ts'
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
 *
 * An operation is looked through once; what is left of it is kept by what viewers lack, not by viewer.
 *
 * As Apollo Router documents it (https://www.apollographql.com/docs/graphos/routing/security/authorization), each rule a test in
 * `authorize-as-documented.test.ts`. On purpose other: an error stands at every refused field, not at its nearest parent, so
 * that a client sees which; an operation of which everything is refused answers nulls, as one that is refused in part; messages
 * name what is missing. Nothing answers for `dry_run` (it shows what is protected) nor for `errors.response:
 * disabled` (null without an error means that there is nothing).
 */
export function authorize(options: AuthorizeOptions = {}): OperationPolicy {
  const policies = new Map(Object.entries(options.policies ?? {}))
  const requirementsByRules = new WeakMap<FieldRules, Requirements>()
  const findVariant = createReducedVariants()

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
      const needed = requirements.isProtected ? requirements.list(request) : []
      const names = new Set(needed.flatMap((rule) => rule.policies?.flat() ?? []))
      const granted = await evaluatePolicies(names, context)
      const missing = new Map<AccessRule, string>()
      for (const rule of needed) {
        const reason = explainRefusal(rule, context.viewer, granted)
        if (reason !== null) missing.set(rule, reason)
      }
      if (operation.operation === 'subscription' && names.size > 0)
        accessChecks.set(context.decisions, async () => {
          const now = await evaluatePolicies(names, context)
          return needed.every((rule) => missing.has(rule) || explainRefusal(rule, context.viewer, now) === null)
        })
      if (missing.size === 0) {
        authorizedRequests.add(context.decisions)
        return request.document
      }
      const lacking = JSON.stringify(needed.map((rule) => missing.get(rule) ?? null))
      const { document, removed } = findVariant(operation, lacking, () =>
        reduceOperation(request, (selection) => {
          for (const rule of requirements.find(selection)) {
            const reason = missing.get(rule)
            if (reason === undefined) continue
            const coordinate = `${selection.parentType.name}.${selection.definition.name}`
            const message = `${coordinate} needs ${reason}.`
            return { code: 'UNAUTHORIZED_FIELD_OR_TYPE', message, details: { coordinate } }
          }
          return null
        }),
      )
      if (options.mode === 'reject' && removed.length > 0) throw rejectOperation(removed)
      context.decisions.removedFields.push(...removed)
      authorizedRequests.add(context.decisions)
      return document
    },
  }
}

function rejectOperation(removed: readonly RemovedField[]): GraphQLError {
  const messages = [...new Set(removed.map(({ message }) => message))]
  const coordinates = [...new Set(removed.map(({ coordinate }) => coordinate))]
  return createError('UNAUTHORIZED_FIELD_OR_TYPE', messages.join(' '), { coordinates, http: { status: 403 } })
}
