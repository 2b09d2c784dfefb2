import { createHash } from 'node:crypto'
import { createError } from '@ree-ai/kit/errors/create-error'
import { GraphQLError, parse } from 'graphql'
import { LRUCache } from 'lru-cache'
import { withStatus } from '../errors/with-status.ts'
import type { DocumentPolicy } from './document-policy.ts'
import { type DocumentSize, measureDocument } from './measure-document.ts'
import { measureValues } from './measure-values.ts'

/** The most an operation may have; a document is refused when any of its operations has more. */
export interface OperationLimits {
  /** Lexical tokens of the document. */
  readonly tokens: number
  /** Levels of fields, fragments expanded. */
  readonly depth: number
  /** Fields in all, fragments expanded. */
  readonly height: number
  readonly rootFields: number
  /** Aliases, fragments expanded. */
  readonly aliases: number
  /** Uses of directives. */
  readonly directives: number
  /** Named fragments: validation compares each with each. */
  readonly fragments: number
  /** Items of one list, or fields of one object, in arguments and variables. */
  readonly listSize: number
  /** Levels of lists and objects in arguments and variables. */
  readonly valueDepth: number
}

const names: Readonly<Record<keyof OperationLimits, string>> = {
  tokens: 'tokens',
  depth: 'levels of fields',
  height: 'fields',
  rootFields: 'fields at its root',
  aliases: 'aliases',
  directives: 'directives',
  fragments: 'fragments',
  listSize: 'items in a list or object',
  valueDepth: 'levels of lists and objects in a value',
}

/** Documents that passed are remembered by hash, the last used ones: as many as this. */
const rememberedMax = 10_000

/**
 * Refuses operations that are larger than allowed, in time linear in their text and before they are validated, for
 * validation and planning are what large operations are made to stall. OPERATION_LIMIT_EXCEEDED names the limit, what was
 * found and what is allowed. A text that is not GraphQL passes: parsing will say so.
 */
export function limitOperation(limits: OperationLimits): DocumentPolicy {
  const passed = new LRUCache<string, true>({ max: rememberedMax })

  function checkDocument(query: string): void {
    const hash = createHash('sha256').update(query).digest('base64')
    if (passed.has(hash)) return
    const size = measureWithin(query, limits.tokens)
    if (size === null) return
    check(size, limits)
    passed.set(hash, true)
  }

  return {
    name: 'limit-operation',
    apply({ text, variables }) {
      checkDocument(text)
      if (!isObject(variables)) return
      const values = Object.values(variables)
      check({ listSize: values.length }, limits)
      check(measureValues(values, limits.valueDepth), limits)
    },
  }
}

/** The size of a document, or null when it is not GraphQL. */
function measureWithin(query: string, tokens: number): DocumentSize | null {
  try {
    return measureDocument(parse(query, { maxTokens: tokens, noLocation: true }))
  } catch (error) {
    if (error instanceof RangeError) throw refuse('depth', 'thousands of', 'far fewer')
    if (error instanceof GraphQLError && error.message.endsWith('tokens. Parsing aborted.'))
      throw refuse('tokens', `more than ${tokens}`, tokens)
    return null
  }
}

function check(found: Partial<OperationLimits>, limits: OperationLimits): void {
  for (const limit of Object.keys(found) as (keyof OperationLimits)[]) {
    const value = found[limit] ?? 0
    if (value > limits[limit]) throw refuse(limit, value, limits[limit])
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function refuse(limit: keyof OperationLimits, found: number | string, allowed: number | string): GraphQLError {
  const message = `The operation has ${found} ${names[limit]}; at most ${allowed} are allowed.`
  return withStatus(createError('OPERATION_LIMIT_EXCEEDED', message, { limit, found, allowed }))
}
