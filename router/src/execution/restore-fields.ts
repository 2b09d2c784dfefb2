import { createError } from '@ree-ai/kit/errors/create-error'
import {
  GraphQLError,
  type GraphQLOutputType,
  getNullableType,
  isCompositeType,
  isListType,
  isNonNullType,
} from 'graphql'
import type { RemovedField } from '../context.ts'
import type { FieldShape, ResponseShape } from './create-response-shape.ts'

/** Errors reported of one removed field; in a long list every item would have the same. */
const errorsMax = 100

type Data = Readonly<Record<string, unknown>>

/**
 * Data as the client's own operation would have it: where a placeholder of `removeFields` stands, the field's response
 * key is null in the same place of the order, with one error at its path. A null that its type does not allow rises to
 * the nearest parent that may be null, as in GraphQL's own execution; the whole data is null when none may. Errors are
 * at most 100 of each removed field. Where the object around a field is null or absent there is no error of that field.
 */
export function restoreFields(
  data: Data,
  shape: ResponseShape,
  removedFields: readonly RemovedField[],
): { readonly data: Data | null; readonly errors: readonly GraphQLError[] } {
  const byPlaceholder = new Map(removedFields.map((field) => [field.placeholder, field]))
  const counts = new Map<RemovedField, number>()
  const errors: GraphQLError[] = []
  const path: (string | number)[] = []

  function report(field: RemovedField): void {
    const count = counts.get(field) ?? 0
    counts.set(field, count + 1)
    if (count >= errorsMax) return
    const error = createError(field.code, field.message, field.details)
    errors.push(new GraphQLError(error.message, { path: [...path, field.responseKey], extensions: error.extensions }))
  }

  function restoreObject(source: Data, shape: ResponseShape): Data | null {
    // No prototype: `__proto__` is a possible alias.
    const restored: Record<string, unknown> = Object.create(null)
    const refused = new Set<string>()
    let isNull = false
    for (const key of Object.keys(source)) {
      const removed = byPlaceholder.get(key)
      if (removed !== undefined) {
        if (!refused.has(removed.responseKey)) report(removed)
        refused.add(removed.responseKey)
        restored[removed.responseKey] = null
        isNull ||= removed.isNonNull
        continue
      }
      if (refused.has(key)) continue
      const field = shape.find(key)
      const type = field?.variants[0]?.definition.type
      path.push(key)
      restored[key] = field && type ? restoreValue(source[key], type, field) : source[key]
      path.pop()
      isNull ||= isNonNullType(type) && restored[key] === null
    }
    return isNull ? null : restored
  }

  function restoreValue(value: unknown, type: GraphQLOutputType, field: FieldShape): unknown {
    if (value === null || typeof value !== 'object') return value
    const nullable = getNullableType(type)
    if (!isListType(nullable)) {
      return isCompositeType(nullable) ? restoreObject(value as Data, field.getChildren()) : value
    }
    if (!Array.isArray(value)) return value
    const items = value.map((item, index) => {
      path.push(index)
      const restored = restoreValue(item, nullable.ofType, field)
      path.pop()
      return restored
    })
    return isNonNullType(nullable.ofType) && items.includes(null) ? null : items
  }

  return { data: restoreObject(data, shape), errors }
}
