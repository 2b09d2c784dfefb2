import { createInputError } from '@ree-ai/kit/errors/create-input-error'
import { checkPassword } from '../password/check-password.ts'
import { readProfile } from './read-profile.ts'

/** What a new account needs. */
export interface Registration {
  readonly email: string
  readonly password: string
  readonly fullName: string | null
}

/** A registration made ready to use; throws BAD_USER_INPUT with every problem of it. */
export function readRegistration(
  input: { readonly email: string; readonly password: string; readonly fullName?: string | null },
  isCommonPassword: (password: string) => boolean,
): Registration {
  const { password } = input
  const { email, fullName, problems } = readProfile(input)
  const reasons = checkPassword(password, email, isCommonPassword)
  const all = [...problems, ...reasons.map((reason) => ({ path: 'input.password', reason }))]
  if (all.length > 0) throw createInputError(all)
  return { email, password, fullName }
}
