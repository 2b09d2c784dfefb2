import type { Change } from '@graphql-inspector/core'
import { type GraphQLInputField, type GraphQLSchema, isInputObjectType, isRequiredInputField } from 'graphql'

/** Whether an argument or input field must be given from now on that could be left out before (or was not there). */
export function becomesRequired(change: Change, published: GraphQLSchema, next: GraphQLSchema): boolean {
  const before = findInput(published, change.path)
  const after = findInput(next, change.path)
  if (after === null || !isRequiredInputField(after)) return false
  return before === null || !isRequiredInputField(before)
}

/** The argument or input field at a path; they are of one shape. */
function findInput(schema: GraphQLSchema, path = ''): GraphQLInputField | null {
  const [typeName = '', fieldName = '', argumentName] = path.split('.')
  const type = schema.getType(typeName)
  if (!type || !('getFields' in type)) return null
  if (isInputObjectType(type)) return type.getFields()[fieldName] ?? null
  return type.getFields()[fieldName]?.args.find(({ name }) => name === argumentName) ?? null
}
