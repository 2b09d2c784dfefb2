import type { SubgraphAnswer, SubgraphError } from '../subgraph.ts'

/** A GraphQL response, or null when the text is none. What its errors hold is not checked. */
export function parseAnswer(body: string): Omit<SubgraphAnswer, 'cacheControl'> | null {
  let answer: unknown
  try {
    answer = JSON.parse(body)
  } catch {
    return null
  }
  if (!isObject(answer)) return null
  const { data, errors, extensions } = answer
  const isData = data === undefined || data === null || isObject(data)
  const isErrors = errors === undefined || errors === null || (Array.isArray(errors) && errors.every(isObject))
  if (!isData || !isErrors || (data === undefined && !errors)) return null
  return {
    data,
    errors: (errors ?? []) as readonly SubgraphError[],
    extensions: isObject(extensions) ? extensions : {},
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
