import { createHash } from 'node:crypto'
import {
  type FieldNode,
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getArgumentValues,
  getDirectiveValues,
  type OperationDefinitionNode,
} from 'graphql'
import { getGraphQLRateLimiter } from 'graphql-rate-limit'
import type { Refusal } from '../execution/reduce-operation.ts'
import { removeFields } from '../execution/remove-fields.ts'
import type { Counters } from '../store/counters.ts'
import type { FieldRules, RateLimitRule } from '../supergraph/field-rules.ts'
import { findLimitedFields, type LimitedField, type LimitedSelection } from './find-limited-fields.ts'
import { listPayers, namePayer, type Payer } from './list-payers.ts'
import { parseWindowMs } from './parse-window.ts'
import type { OperationPolicy, OperationRequest } from './policy.ts'

type Arguments = Readonly<Record<string, unknown>>

/** Of what `identityArgs` hold; texts that differ only later count as one. */
const identityCharactersMax = 10_000

/**
 * Enforces `@rateLimit` before anything is fetched: a field that is used too often is removed from the operation and
 * stands as null with RATE_LIMITED and `retryAfterSeconds`; the rest runs. Uses count for the viewer, else the client's
 * network, with the values of `identityArgs` counted apart. Exactly `max` pass in a window, however many ask at once.
 * Services are exempt. Of somebody signed in they count for the network too (`listPayers`).
 *
 * The directive means what graphql-rate-limit says, whose limiter decides. Its own stores read and then write, which
 * under concurrency lets more than `max` pass, and never forget; here each call's store counts in `counters` in one step.
 */
export function limitFields(counters: Counters, { networkFactor = 0 } = {}): OperationPolicy {
  const known = new WeakMap<FieldRules, WeakMap<OperationDefinitionNode, readonly LimitedField[]>>()

  function find(request: OperationRequest): readonly LimitedField[] {
    const operations = known.get(request.rules) ?? new WeakMap()
    known.set(request.rules, operations)
    const fields = operations.get(request.operation) ?? findLimitedFields(request)
    operations.set(request.operation, fields)
    return fields
  }

  return {
    name: 'limit-fields',
    async apply(request) {
      const { context, variables } = request
      if (context.viewer?.role === 'SERVICE') return request.document
      const refusals = new Map<FieldNode, Refusal>()
      const payers = listPayers(context, networkFactor)
      await Promise.all(
        find(request).map(async ({ coordinate, rule, definition, selections }) => {
          const included = selections.filter((selection) => isIncluded(selection, variables))
          const [first] = included
          if (first === undefined) return
          const args = getArgumentValues(definition, first.node, { ...variables })
          const refusal = await count(counters, { coordinate, fieldName: definition.name, rule, args }, payers)
          if (refusal !== null) for (const { node } of included) refusals.set(node, refusal)
        }),
      )
      if (refusals.size === 0) return request.document
      return removeFields(request, ({ node }) => refusals.get(node) ?? null)
    },
  }
}

interface Use {
  readonly coordinate: string
  readonly fieldName: string
  readonly rule: RateLimitRule
  readonly args: Arguments
}

/** Counts one use for each payer until one refuses: the refusal when it is one too many. */
async function count(counters: Counters, use: Use, payers: readonly Payer[]): Promise<Refusal | null> {
  for (const payer of payers) {
    const refusal = await countFor(payer, counters, use)
    if (refusal !== null) return refusal
  }
  return null
}

async function countFor(
  payer: Payer,
  counters: Counters,
  { coordinate, fieldName, rule, args }: Use,
): Promise<Refusal | null> {
  const max = rule.max * payer.factor
  const windowMs = parseWindowMs(rule.window)
  const uses = countUses(rule, args)
  let resetMs = windowMs
  const limit = getGraphQLRateLimiter({
    identifyContext: () => payer.key,
    formatError: () =>
      `At most ${max} ${unitOf(rule, args)} of ${coordinate} in ${rule.window}${namePayer(payer)}. Wait, then try again.`,
    store: {
      async getForIdentity({ contextIdentity, fieldIdentity }) {
        const counted = await counters.add(toKey(coordinate, contextIdentity, fieldIdentity), uses, windowMs)
        resetMs = counted.resetMs
        return counted.total > max ? [Date.now()] : []
      },
      setForIdentity() {}, // Counted above.
    },
  })
  const message = await limit(
    { parent: null, args, context: null, info: { fieldName } as GraphQLResolveInfo },
    {
      max: 1, // It keeps a time for each use, which texts counted by length have too many of: it hears of one, or of one too many.
      window: rule.window,
      identityArgs: rule.identityArgs,
      message: rule.message ?? undefined,
    },
  )
  if (message === undefined) return null
  return { code: 'RATE_LIMITED', message, details: { retryAfterSeconds: Math.max(1, Math.ceil(resetMs / 1000)) } }
}

/** As graphql-rate-limit counts: the length of the argument, a list or a text, and at least one. */
function countUses(rule: RateLimitRule, args: Arguments): number {
  const value = measured(rule, args)
  return ((Array.isArray(value) || typeof value === 'string') && value.length) || 1
}

function unitOf(rule: RateLimitRule, args: Arguments): string {
  if (rule.arrayLengthField === null) return 'uses'
  return typeof measured(rule, args) === 'string' ? 'characters' : 'entries'
}

function measured(rule: RateLimitRule, args: Arguments): unknown {
  return rule.arrayLengthField === null ? undefined : args[rule.arrayLengthField]
}

/**
 * Of bounded length whatever the arguments hold. White space, case and width make no other value, or an address could be tried in
 * many spellings.
 */
function toKey(coordinate: string, client: string, fieldIdentity: string): string {
  const spelling = fieldIdentity.replace(/\s/g, '').slice(0, identityCharactersMax).normalize('NFKC').toLowerCase()
  const hash = createHash('sha256')
    .update(JSON.stringify([client, spelling]))
    .digest('base64url')
  return `field:${coordinate}:${hash}`
}

function isIncluded({ conditions }: LimitedSelection, variables: Arguments): boolean {
  return conditions.every((directive) => {
    const isSkip = directive.name.value === GraphQLSkipDirective.name
    const definition = isSkip ? GraphQLSkipDirective : GraphQLIncludeDirective
    const condition = getDirectiveValues(definition, { directives: [directive] }, { ...variables })?.if
    return isSkip ? condition !== true : condition !== false
  })
}
