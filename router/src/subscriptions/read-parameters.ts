import { createError } from '@ree-ai/kit/errors/create-error'
import { withStatus } from '../errors/with-status.ts'
import type { OperationParameters } from './run-operations.ts'

/** The operation in a body, or in the parameters of an address, where objects are JSON. Throws BAD_REQUEST with every fault. */
export function readParameters(method: string, body: unknown, search: unknown): OperationParameters {
  const given = method === 'GET' ? readSearch(search) : body
  if (Array.isArray(given)) throw withStatus(createError('BAD_REQUEST', 'Send one operation in a request.'))
  if (!isObject(given)) throw withStatus(createError('BAD_REQUEST', 'The body has to be a JSON object.'))
  const { query, variables, operationName, extensions } = given
  const faults = [
    ...(isOptional(query, 'string') ? [] : ['`query` has to be text.']),
    ...(isOptional(operationName, 'string') ? [] : ['`operationName` has to be text.']),
    ...(isOptional(variables, 'object') ? [] : ['`variables` has to be an object.']),
    ...(isOptional(extensions, 'object') ? [] : ['`extensions` has to be an object.']),
  ]
  if (faults.length > 0) throw withStatus(createError('BAD_REQUEST', faults.join(' ')))
  return {
    query: (query ?? undefined) as string | undefined,
    operationName: (operationName ?? undefined) as string | undefined,
    variables: (variables ?? undefined) as Record<string, unknown> | undefined,
    extensions: (extensions ?? undefined) as Record<string, unknown> | undefined,
  }
}

function readSearch(search: unknown): unknown {
  if (!isObject(search)) return {}
  return { ...search, variables: readJson(search.variables), extensions: readJson(search.extensions) }
}

/** What is no JSON stays text, which is refused as such. */
function readJson(value: unknown): unknown {
  if (typeof value !== 'string' || value === '') return value === '' ? undefined : value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

function isOptional(value: unknown, kind: 'string' | 'object'): boolean {
  return value === undefined || value === null || (kind === 'object' ? isObject(value) : typeof value === 'string')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
