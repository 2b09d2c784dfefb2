import type { GraphQLSchema } from 'graphql'
import type { FieldRule, FieldRules, TypeRule } from '../../src/supergraph/field-rules.ts'
import { compareAccess } from './compare-access.ts'
import { describeAccess } from './describe-access.ts'
import type { SchemaChange } from './schema-change.ts'

/** A contract with what its supergraph's directives say. */
export interface RuledSchema {
  readonly api: GraphQLSchema
  readonly rules: FieldRules
}

/**
 * What changed in the policies of fields and types that both contracts have. Less protection is dangerous: no client notices, whoever
 * the data belongs to does. More of it is breaking for those who use the field. Other limits (`@rateLimit`, `@cost`, `@listSize`) are
 * dangerous whichever way they change.
 */
export function listPolicyChanges(published: RuledSchema, next: RuledSchema): readonly SchemaChange[] {
  const fields = unite(published.rules.fields, next.rules.fields).filter(
    (coordinate) => hasField(published.api, coordinate) && hasField(next.api, coordinate),
  )
  const types = unite(published.rules.types, next.rules.types).filter(
    (name) => published.api.getType(name) && next.api.getType(name),
  )
  return [
    ...types.flatMap((name) => compareRules(name, published.rules.types.get(name), next.rules.types.get(name))),
    ...fields.flatMap((name) => compareRules(name, published.rules.fields.get(name), next.rules.fields.get(name))),
  ]
}

function compareRules<Rule extends FieldRule | TypeRule>(
  coordinate: string,
  before: Rule | undefined,
  after: Rule | undefined,
): readonly SchemaChange[] {
  const affects = coordinate.includes('.') ? [coordinate] : [coordinate, `${coordinate}.*`]
  const toChange = (level: SchemaChange['level'], message: string): SchemaChange => ({
    level,
    coordinate,
    message: `${coordinate} ${message}`,
    affects,
    isSeenByValidation: false,
  })
  return [
    ...compareProtection(before, after).map(([level, message]) => toChange(level, message)),
    ...compareLimits(before, after).map((message) => toChange('dangerous', message)),
  ]
}

function compareProtection(
  before: FieldRule | TypeRule | undefined,
  after: FieldRule | TypeRule | undefined,
): readonly (readonly [level: SchemaChange['level'], message: string])[] {
  const [was, is] = [before?.access ?? null, after?.access ?? null]
  const { isLoosened, isTightened } = compareAccess(was, is)
  const both = `was ${describeAccess(was)}, is ${describeAccess(is)}`
  if (was === null && isTightened) return [['breaking', `is protected now (${describeAccess(is)})`]]
  if (is === null && isLoosened) return [['dangerous', `is no longer protected (was ${describeAccess(was)})`]]
  return [
    ...(isTightened ? [['breaking', `asks more of the viewer (${both})`] as const] : []),
    ...(isLoosened ? [['dangerous', `asks less of the viewer (${both})`] as const] : []),
  ]
}

/** The other rules, one line for each that is not the same. */
function compareLimits(before: FieldRule | TypeRule | undefined, after: FieldRule | TypeRule | undefined) {
  const lines: string[] = []
  const compare = (name: string, was: unknown, is: unknown) => {
    if (JSON.stringify(was ?? null) === JSON.stringify(is ?? null)) return
    if (is === undefined || is === null) lines.push(`no longer has ${name} (was ${toText(was)})`)
    else if (was === undefined || was === null) lines.push(`has ${name} now (${toText(is)})`)
    else lines.push(`has another ${name} (was ${toText(was)}, is ${toText(is)})`)
  }
  compare('@cost', before?.costWeight, after?.costWeight)
  const [field, nextField] = [toField(before), toField(after)]
  compare('@listSize', field?.listSize, nextField?.listSize)
  compare('@rateLimit', field?.rateLimit, nextField?.rateLimit)
  const weights = [field?.argumentWeights ?? {}, nextField?.argumentWeights ?? {}] as const
  for (const name of new Set(weights.flatMap((weight) => Object.keys(weight))))
    compare(`@cost of ${name}`, weights[0][name], weights[1][name])
  return lines
}

function toField(rule: FieldRule | TypeRule | undefined): FieldRule | undefined {
  return rule !== undefined && 'listSize' in rule ? rule : undefined
}

/** Without what is left at its default. */
function toText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  const given = Object.entries(value).filter(([, item]) => item !== null && !(Array.isArray(item) && item.length === 0))
  return given.map(([name, item]) => `${name}: ${JSON.stringify(item)}`).join(', ')
}

function unite(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): readonly string[] {
  return [...new Set([...a.keys(), ...b.keys()])].sort()
}

function hasField(schema: GraphQLSchema, coordinate: string): boolean {
  const [typeName = '', fieldName = ''] = coordinate.split('.')
  const type = schema.getType(typeName)
  return type !== undefined && 'getFields' in type && Object.hasOwn(type.getFields(), fieldName)
}
