import type { ApolloServerPlugin, BaseContext } from '@apollo/server'
import { readAnswerTags } from './tag-answer.ts'

/** Puts the tags that resolvers have added (`tagAnswer`) into the `extensions` of an answer, for the router's cache. */
export function sendAnswerTags<Context extends BaseContext>(): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ contextValue, response: { body } }) {
          const tags = readAnswerTags(contextValue)
          if (body.kind !== 'single' || Object.keys(tags).length === 0) return
          const { singleResult } = body
          singleResult.extensions = { ...singleResult.extensions, ...tags }
        },
      }
    },
  }
}
