import {
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import type { ProjectedField, Projection } from './create-projection.ts'
import { setOwn } from './merge-into.ts'

/** A value of a subgraph that the schema does not allow; it became null. */
export interface CompletionFault {
  readonly message: string
  readonly path: readonly (string | number)[]
}

type Data = Record<string, unknown>

/** Null because of a fault that is reported already. */
const faulty = Symbol('faulty')
/** Null where null is not allowed: it rises to the parent. */
const rising = Symbol('rising')

/**
 * The client's answer out of what the subgraphs answered: the keys it asked for in its order, values that fit their types,
 * and nulls where GraphQL puts them, with a fault for each that no subgraph has explained. Null when a null rises to
 * the root. `introspect` answers for the fields of introspection.
 */
export function completeData(options: {
  readonly schema: GraphQLSchema
  readonly rootTypeName: string
  readonly projection: Projection
  readonly data: Readonly<Data>
  readonly introspect: (field: ProjectedField) => unknown
}): { readonly data: Data | null; readonly faults: readonly CompletionFault[] } {
  const { schema, introspect } = options
  const faults: CompletionFault[] = []
  const path: (string | number)[] = []
  const report = (message: string) => faults.push({ message, path: [...path] })

  function describe(type: GraphQLOutputType, parentName: string): string {
    const last = path.at(-1)
    return typeof last === 'string'
      ? `field ${parentName}.${last}`
      : `array element of type ${type} at index ${last ?? 0}`
  }

  function completeObject(source: Readonly<Data>, typeName: string, projection: Projection): Data | typeof faulty {
    const fields = projection.find(typeName)
    if (fields === null) return faulty
    const output: Data = {}
    for (const field of fields) {
      const { key, kind, type, inner } = field
      if (kind === 'introspection') {
        setOwn(output, key, introspect(field))
        continue
      }
      const value = Object.hasOwn(source, key) ? source[key] : undefined
      if (type === null) {
        if (!isObjectType(schema.getType(typeName))) return faulty
        setOwn(output, key, typeName)
        continue
      }
      path.push(key)
      const completed = completeValue(value, type, inner, typeName)
      path.pop()
      if (completed === rising) return faulty
      setOwn(output, key, completed === faulty ? null : completed)
    }
    return output
  }

  function completeValue(
    value: unknown,
    type: GraphQLOutputType,
    inner: Projection | null,
    parentName: string,
  ): unknown | typeof faulty | typeof rising {
    if (isNonNullType(type)) {
      const completed = completeValue(value, type.ofType, inner, parentName)
      if (completed === null) report(`Cannot return null for non-nullable ${describe(type.ofType, parentName)}.`)
      return completed === null || completed === faulty || completed === rising ? rising : completed
    }
    if (value === null || value === undefined) return null
    if (isListType(type)) {
      if (!Array.isArray(value)) return invalid(type, parentName)
      const items = new Array<unknown>(value.length)
      let isRising = false
      for (let index = 0; index < value.length; index++) {
        path.push(index)
        const item = completeValue(value[index], type.ofType, inner, parentName)
        path.pop()
        isRising ||= item === rising
        items[index] = item === faulty ? null : item
      }
      return isRising ? faulty : items
    }
    if (isLeafType(type)) return isLeafValue(value, type) ? value : invalid(type, parentName)
    if (typeof value !== 'object' || Array.isArray(value) || inner === null) return invalid(type, parentName)
    const named = (value as Data).__typename
    const typeName = typeof named === 'string' ? named : getNamedType(type).name
    if (inner.find(typeName) === null) {
      report(`Invalid __typename found for object at ${describe(type, parentName)}.`)
      return faulty
    }
    return completeObject(value as Data, typeName, inner)
  }

  function invalid(type: GraphQLOutputType, parentName: string): typeof faulty {
    report(`Invalid value found for ${describe(type, parentName)}.`)
    return faulty
  }

  const completed = completeObject(options.data, options.rootTypeName, options.projection)
  return { data: completed === faulty ? null : completed, faults }
}

/** Whether a value may stand for a scalar or enum. Custom scalars are their subgraph's own matter. */
function isLeafValue(value: unknown, type: GraphQLOutputType): boolean {
  if (isEnumType(type)) return typeof value === 'string' && type.getValue(value) !== undefined
  switch (getNamedType(type).name) {
    case 'Int':
      return Number.isInteger(value)
    case 'Float':
      return typeof value === 'number'
    case 'String':
      return typeof value === 'string'
    case 'Boolean':
      return typeof value === 'boolean'
    case 'ID':
      return typeof value === 'string' || Number.isInteger(value)
    default:
      return true
  }
}
