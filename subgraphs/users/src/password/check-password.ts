const lengthMin = 8
const lengthMax = 256

/**
 * Every reason why a password may not be chosen; empty when it may. 8 to 256 characters, not a common one, not the
 * e-mail address or the name before its `@`.
 */
export function checkPassword(
  password: string,
  email: string,
  isCommon: (password: string) => boolean,
): readonly string[] {
  const reasons: string[] = []
  const length = [...password].length
  if (length < lengthMin) reasons.push(`must have at least ${lengthMin} characters.`)
  if (length > lengthMax) reasons.push(`must have at most ${lengthMax} characters.`)
  const folded = password.toLowerCase()
  const address = email.toLowerCase()
  if (folded !== '' && [address, address.slice(0, address.lastIndexOf('@'))].includes(folded))
    reasons.push('must not be the e-mail address.')
  if (isCommon(password)) reasons.push('is one of the most common passwords; choose another.')
  return reasons
}
