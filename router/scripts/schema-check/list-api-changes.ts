import { type Change, ChangeType, CriticalityLevel, diff } from '@graphql-inspector/core'
import type { GraphQLSchema } from 'graphql'
import { becomesRequired } from './becomes-required.ts'
import { findAffected } from './find-affected.ts'
import { listOutputEnums } from './list-output-enums.ts'
import { listReachableTypes } from './list-reachable-types.ts'
import type { ChangeLevel, SchemaChange } from './schema-change.ts'

const levels: Readonly<Record<CriticalityLevel, ChangeLevel>> = {
  [CriticalityLevel.Breaking]: 'breaking',
  [CriticalityLevel.Dangerous]: 'dangerous',
  [CriticalityLevel.NonBreaking]: 'safe',
}

/**
 * What changed between two API schemas, breaking changes first. Descriptions are no part of the contract. What is added within
 * something added is left out. GraphQL Inspector finds and classifies; three judgements are corrected: an argument or input field
 * that loses the default it could be left out for is breaking, a new value of an enum that is only ever sent is safe, and what no
 * client can reach breaks nobody.
 */
export async function listApiChanges(published: GraphQLSchema, next: GraphQLSchema): Promise<readonly SchemaChange[]> {
  const found = (await diff(published, next)).filter(isOfContract)
  const reachable = listReachableTypes(published)
  const outputEnums = listOutputEnums(published)
  const changes = found.map((change): SchemaChange => {
    const coordinate = toCoordinate(change)
    const typeName = coordinate.split('.')[0] ?? ''
    const isRequired = becomesRequired(change, published, next)
    const isHarmless =
      (published.getType(typeName) && !reachable.has(typeName)) ||
      (change.type === ChangeType.EnumValueAdded && !outputEnums.has(typeName))
    const level = levels[change.criticality.level]
    return {
      level: isHarmless ? 'safe' : isRequired && level === 'dangerous' ? 'breaking' : level,
      coordinate,
      message: change.message,
      affects: findAffected(change, isRequired),
      isSeenByValidation: isArgument(change),
    }
  })
  const added = new Set(found.filter(({ type }) => isAddition(type)).map(toCoordinate))
  return changes
    .filter(({ level, coordinate }) => level !== 'safe' || !isWithin(coordinate, added))
    .sort((a, b) => order[a.level] - order[b.level] || (a.coordinate < b.coordinate ? -1 : 1))
}

const order: Readonly<Record<ChangeLevel, number>> = { breaking: 0, dangerous: 1, safe: 2 }

/** Descriptions are not. Uses of directives repeat other changes (`@deprecated`) or are compared by the supergraph's rules, but for `@oneOf`. */
function isOfContract({ type, path }: Change): boolean {
  if (type.includes('DESCRIPTION')) return false
  return !type.startsWith('DIRECTIVE_USAGE') || path?.endsWith('.@oneOf') === true
}

function isAddition(type: string): boolean {
  return type === ChangeType.TypeAdded || type === ChangeType.FieldAdded
}

function isWithin(coordinate: string, added: ReadonlySet<string>): boolean {
  const field = coordinate.split('(')[0] ?? ''
  const type = coordinate.split('.')[0] ?? ''
  return (coordinate !== field && added.has(field)) || (coordinate !== type && added.has(type))
}

function isArgument({ type }: Change): boolean {
  return type.startsWith('FIELD_ARGUMENT')
}

function toCoordinate(change: Change): string {
  const [type = 'schema', field, argument] = (change.path ?? '').replace(/\.@\w+$/, '').split('.')
  if (type === '') return 'schema'
  if (field === undefined || type.startsWith('@')) return type
  return isArgument(change) && argument !== undefined ? `${type}.${field}(${argument}:)` : `${type}.${field}`
}
