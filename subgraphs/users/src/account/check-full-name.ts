const lengthMax = 200

/** Why a text cannot be a person's name, or null when it can. */
export function checkFullName(fullName: string): string | null {
  if (fullName.length > lengthMax) return `must have at most ${lengthMax} characters.`
  if (/\p{Cc}/u.test(fullName)) return 'must not contain line breaks or other control characters.'
  return null
}
