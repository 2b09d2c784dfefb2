import { parse, print } from 'graphql'

/**
 * A document's text in the one form that all its spellings share: white space, commas, comments and the order of its definitions
 * say nothing. Null when it is not GraphQL or has more than `tokensMax` tokens.
 */
export function normalizeDocument(text: string, tokensMax?: number): string | null {
  try {
    const { definitions } = parse(text, { noLocation: true, maxTokens: tokensMax })
    return definitions.map(print).sort().join('\n')
  } catch {
    return null
  }
}
