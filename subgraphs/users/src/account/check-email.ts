const lengthMax = 254
const localLengthMax = 64
const localPart = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+$/
const label = /^[A-Za-z0-9-]{1,63}$/

/**
 * Why a text is not an e-mail address, or null when it is one: `local@domain.tld` of RFC 5321 in ASCII (a domain with
 * other letters in its `xn--` form), without quoted local parts or address literals, 254 characters at most.
 */
export function checkEmail(email: string): string | null {
  if (email.length > lengthMax) return `must have at most ${lengthMax} characters.`
  const at = email.lastIndexOf('@')
  if (at < 1) return 'must be an e-mail address such as name@example.com.'
  const local = email.slice(0, at)
  const labels = email.slice(at + 1).split('.')
  const isLocalValid = local.length <= localLengthMax && local.split('.').every((atom) => localPart.test(atom))
  const isDomainValid =
    labels.length >= 2 && labels.every((part) => label.test(part) && !part.startsWith('-') && !part.endsWith('-'))
  // A top-level domain of digits would be an IP address.
  const isTopLevelValid = !/^\d+$/.test(labels.at(-1) ?? '')
  if (isLocalValid && isDomainValid && isTopLevelValid) return null
  return 'must be an e-mail address such as name@example.com.'
}
