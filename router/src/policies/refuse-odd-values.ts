import { createError } from '@ree-ai/kit/errors/create-error'
import { withStatus } from '../errors/with-status.ts'
import type { DocumentPolicy } from './document-policy.ts'

const nul = '\u0000'
/** NUL as a document's string writes it. */
const escapedNul = /\\u(?:0000|\{0{1,8}\})/
const prototypeName = '__proto__'
const problemsMax = 20

interface Problem {
  readonly path: string
  readonly reason: string
}

/**
 * Refuses what is legal and never meant: the name `__proto__`, by which JavaScript reaches what all objects share, in documents and in
 * variables; and NUL characters, which no database takes as text. Linear, and safe on any depth.
 */
export function refuseOddValues(): DocumentPolicy {
  return {
    name: 'odd-values',
    apply({ text, variables }) {
      if (text.includes(prototypeName))
        throw withStatus(createError('BAD_REQUEST', 'A document must not contain the name `__proto__`.'))
      if (escapedNul.test(text))
        throw withStatus(createError('BAD_REQUEST', 'A document must not contain NUL characters.'))
      const problems = listProblems(variables)
      if (problems.length === 0) return
      const message = 'The variables have values that cannot be used.'
      throw withStatus(createError('BAD_USER_INPUT', message, { problems }), { status: 400 })
    },
  }
}

function listProblems(variables: unknown): readonly Problem[] {
  const problems: Problem[] = []
  const waiting: { readonly path: string; readonly value: unknown }[] = [{ path: '', value: variables }]
  for (let next = waiting.pop(); next !== undefined && problems.length < problemsMax; next = waiting.pop()) {
    const { path, value } = next
    if (typeof value === 'string' && value.includes(nul)) problems.push({ path, reason: 'It has a NUL character.' })
    if (typeof value !== 'object' || value === null) continue
    for (const key of Object.keys(value)) {
      // A path nobody reads need not be long.
      const inner = (path === '' ? key : `${path}.${key}`).slice(0, 200)
      if (key === prototypeName) problems.push({ path: inner, reason: 'The name `__proto__` is not allowed.' })
      else waiting.push({ path: inner, value: (value as Record<string, unknown>)[key] })
    }
  }
  return problems
}
