import {
  type DirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  isTypeDefinitionNode,
  isTypeExtensionNode,
  Kind,
  valueFromASTUntyped,
} from 'graphql'
import type { AccessRule, FieldRule, FieldRules, ListSizeRule, RateLimitRule, TypeRule } from './field-rules.ts'
import { findDirectiveName, type SchemaLink } from './read-links.ts'

/**
 * What the supergraph's policy directives say, by coordinate. Names follow the links, so that renamed and prefixed
 * directives count and directives of the same name from elsewhere do not. Fields of input types are in `fields` too,
 * with their weight.
 */
export function readRules(document: DocumentNode, links: readonly SchemaLink[]): FieldRules {
  const apollo = (specification: string, directive: string) =>
    findDirectiveName(links, `https://specs.apollo.dev/${specification}`, directive)
  const names: DirectiveNames = {
    authenticated: apollo('authenticated', 'authenticated'),
    requiresScopes: apollo('requiresScopes', 'requiresScopes'),
    policy: apollo('policy', 'policy'),
    cost: apollo('cost', 'cost'),
    listSize: apollo('cost', 'listSize'),
    rateLimit: findDirectiveName(links, 'https://specs.ree-ai.dev/rate-limit', 'rateLimit'),
  }
  const fields = new Map<string, FieldRule>()
  const types = new Map<string, TypeRule>()
  for (const node of document.definitions) {
    if (!isTypeDefinitionNode(node) && !isTypeExtensionNode(node)) continue
    const typeRule = readTypeRule(node.directives, names)
    if (typeRule !== null) types.set(node.name.value, typeRule)
    for (const field of 'fields' in node ? (node.fields ?? []) : []) {
      const rule = readFieldRule(field, names)
      if (rule !== null) fields.set(`${node.name.value}.${field.name.value}`, rule)
    }
  }
  return { fields, types }
}

type DirectiveNames = Readonly<
  Record<'authenticated' | 'requiresScopes' | 'policy' | 'cost' | 'listSize' | 'rateLimit', string | null>
>
type Directives = readonly DirectiveNode[] | undefined
type Values = Readonly<Record<string, unknown>>

function readTypeRule(directives: Directives, names: DirectiveNames): TypeRule | null {
  const access = readAccess(directives, names)
  const costWeight = readWeight(directives, names)
  return access === null && costWeight === null ? null : { access, costWeight }
}

function readFieldRule(field: FieldDefinitionNode | InputValueDefinitionNode, names: DirectiveNames): FieldRule | null {
  const rule: FieldRule = {
    access: readAccess(field.directives, names),
    costWeight: readWeight(field.directives, names),
    argumentWeights: field.kind === Kind.FIELD_DEFINITION ? readArgumentWeights(field, names) : {},
    listSize: readListSize(findDirective(field.directives, names.listSize)),
    rateLimit: readRateLimit(findDirective(field.directives, names.rateLimit)),
  }
  const { argumentWeights, ...others } = rule
  const isEmpty =
    Object.keys(argumentWeights).length === 0 && Object.values(others).every((value: unknown) => value === null)
  return isEmpty ? null : rule
}

function readAccess(directives: Directives, names: DirectiveNames): AccessRule | null {
  const scopes = findDirective(directives, names.requiresScopes)
  const policies = findDirective(directives, names.policy)
  const isAuthenticated = findDirective(directives, names.authenticated) !== null
  if (scopes === null && policies === null && !isAuthenticated) return null
  return {
    isAuthenticated,
    scopes: scopes === null ? null : readGroups(scopes.scopes),
    policies: policies === null ? null : readGroups(policies.policies),
  }
}

function readWeight(directives: Directives, names: DirectiveNames): number | null {
  const cost = findDirective(directives, names.cost)
  // The composed form is an Int; a String is the IBM specification's.
  const weight = cost === null ? Number.NaN : Number(cost.weight)
  return Number.isFinite(weight) ? weight : null
}

function readArgumentWeights(field: FieldDefinitionNode, names: DirectiveNames): Readonly<Record<string, number>> {
  return Object.fromEntries(
    (field.arguments ?? []).flatMap((argument) => {
      const weight = readWeight(argument.directives, names)
      return weight === null ? [] : [[argument.name.value, weight] as const]
    }),
  )
}

function readListSize(values: Values | null): ListSizeRule | null {
  if (values === null) return null
  return {
    assumedSize: typeof values.assumedSize === 'number' ? values.assumedSize : null,
    slicingArguments: readStrings(values.slicingArguments),
    sizedFields: readStrings(values.sizedFields),
    requireOneSlicingArgument: values.requireOneSlicingArgument !== false,
  }
}

function readRateLimit(values: Values | null): RateLimitRule | null {
  if (values === null) return null
  return {
    max: Number(values.max),
    window: String(values.window),
    identityArgs: readStrings(values.identityArgs),
    arrayLengthField: typeof values.arrayLengthField === 'string' ? values.arrayLengthField : null,
    message: typeof values.message === 'string' ? values.message : null,
  }
}

/** The arguments of the directive of that name, or null when it is not applied. */
function findDirective(directives: Directives, name: string | null): Values | null {
  const node = directives?.find((directive) => directive.name.value === name)
  if (node === undefined) return null
  return Object.fromEntries((node.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)]))
}

function readGroups(value: unknown): readonly (readonly string[])[] {
  // List coercion: a single value stands for a list of it.
  const groups = Array.isArray(value) ? value : [value]
  return groups.map(readStrings)
}

function readStrings(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}
