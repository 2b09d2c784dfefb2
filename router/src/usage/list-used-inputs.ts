import {
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInputType,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql'
import type { UsedCoordinate } from './list-used-coordinates.ts'

/** Values that are looked at of one operation's variables: a large import shows the same fields in each item. */
const valuesMax = 2_000

/** A variable whose values name things of the schema: an input object or an enum. */
export interface InputVariable {
  readonly name: string
  readonly type: GraphQLInputType
}

/** The variables of an operation that are worth looking into. */
export function listInputVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
): readonly InputVariable[] {
  return (operation.variableDefinitions ?? []).flatMap((definition) => {
    const type = typeFromAST(schema, definition.type as never)
    if (!isInputType(type)) return []
    const named = getNamedType(type)
    return isInputObjectType(named) || isEnumType(named) ? [{ name: definition.variable.name.value, type }] : []
  })
}

/** The input fields and enum values that variables name, each once, of 2,000 values at most. The values themselves are not kept. */
export function listUsedInputs(
  variables: readonly InputVariable[],
  values: Readonly<Record<string, unknown>>,
): readonly UsedCoordinate[] {
  const used = new Map<string, UsedCoordinate>()
  const pending: (readonly [unknown, GraphQLInputType])[] = variables.map(({ name, type }) => [values[name], type])
  for (let seen = 0; seen < valuesMax; seen += 1) {
    const next = pending.pop()
    if (next === undefined) break
    const [value, type] = next
    const named = getNamedType(type)
    if (Array.isArray(value)) {
      for (const item of value.slice(0, Math.max(0, valuesMax - pending.length))) pending.push([item, type])
    } else if (isEnumType(named)) {
      if (typeof value !== 'string' || named.getValue(value) === undefined) continue
      used.set(`${named.name}.${value}`, { kind: 'enumValue', coordinate: `${named.name}.${value}` })
    } else if (isInputObjectType(named) && typeof value === 'object' && value !== null) {
      const fields = named.getFields()
      for (const [name, inner] of Object.entries(value)) {
        if (!Object.hasOwn(fields, name)) continue
        const coordinate = `${named.name}.${name}`
        used.set(coordinate, { kind: 'inputField', coordinate })
        const innerType = fields[name]?.type
        if (innerType && pending.length < valuesMax) pending.push([inner, innerType])
      }
    }
  }
  return [...used.values()]
}
