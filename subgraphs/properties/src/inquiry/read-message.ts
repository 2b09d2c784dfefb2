import type { InputProblem } from '@ree-ai/kit/errors/create-input-error'
import { validateText } from '@ree-ai/kit/listing/validate-text'

const messageLengthMax = 4_000
const keyLengthMax = 100

/** A message to be sent. */
export interface GivenMessage {
  readonly text: string
  readonly mutationKey: string | null
}

/** The message of an input, trimmed, and what is wrong with it. */
export function readMessage(input: {
  readonly message: string
  readonly clientMutationKey?: string | null | undefined
}): GivenMessage & { readonly problems: readonly InputProblem[] } {
  const text = input.message.trim()
  const mutationKey = input.clientMutationKey || null
  const problems = [
    ...(text === '' ? [{ path: 'input.message', reason: 'must not be empty.' }] : []),
    ...validateText(text, messageLengthMax, 'input.message'),
    ...validateText(mutationKey, keyLengthMax, 'input.clientMutationKey'),
  ]
  return { text, mutationKey, problems }
}
