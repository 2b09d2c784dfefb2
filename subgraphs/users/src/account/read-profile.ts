import type { InputProblem } from '@ree-ai/kit/errors/create-input-error'
import { checkEmail } from './check-email.ts'
import { checkFullName } from './check-full-name.ts'

/** The address and name of a new account, made ready to use, with every problem they have. */
export function readProfile(input: { readonly email: string; readonly fullName?: string | null }): {
  readonly email: string
  readonly fullName: string | null
  readonly problems: readonly InputProblem[]
} {
  const email = input.email.trim()
  const fullName = input.fullName?.trim() ?? ''
  const problems = [
    { path: 'input.email', reason: checkEmail(email) },
    { path: 'input.fullName', reason: checkFullName(fullName) },
  ].flatMap(({ path, reason }) => (reason === null ? [] : [{ path, reason }]))
  return { email, fullName: fullName === '' ? null : fullName, problems }
}
