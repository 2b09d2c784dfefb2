import { BlockList, isIP } from 'node:net'
import type { InputProblem } from '../errors/create-input-error.ts'
import { validateText } from '../listing/validate-text.ts'

const lengthMax = 2_000

/** Networks of a machine, a house or a company, and of nobody (RFC 6890). */
const privateNetworks = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  privateNetworks.addSubnet(network, prefix, 'ipv4')
for (const [network, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  privateNetworks.addSubnet(network, prefix, 'ipv6')

/** What an address must be besides one that can be shown to everybody. */
export interface WebAddressRules {
  readonly path: string
  readonly isHttpAllowed: boolean
  /** Whether the reader's own machine or network may be meant, whatever stands there. */
  readonly isPrivateAllowed: boolean
}

/**
 * What is wrong with a web address that others are going to see and open. One that holds a user name or a password is always
 * refused: everyone would read them. Nothing is looked up or fetched.
 */
export function checkWebAddress(address: string, rules: WebAddressRules): InputProblem[] {
  const { path, isHttpAllowed, isPrivateAllowed } = rules
  const schemes = isHttpAllowed ? 'an http:// or https:// address' : 'an https address'
  const unreadable = [{ path, reason: `must be ${schemes} of at most 2,000 characters.` }]
  // `URL` would leave out line breaks and tabs, and read what is left.
  if (address.length > lengthMax || /\s/.test(address) || !URL.canParse(address)) return unreadable
  const { protocol, hostname, username, password } = new URL(address)
  if (protocol !== 'https:' && !(isHttpAllowed && protocol === 'http:')) return unreadable
  if (validateText(address, lengthMax, path).length > 0) return unreadable
  const problems: InputProblem[] = []
  if (username !== '' || password !== '') problems.push({ path, reason: 'must not hold a user name or a password.' })
  if (!isPrivateAllowed && isPrivateHost(hostname))
    problems.push({ path, reason: 'must be an address that everyone can reach.' })
  return problems
}

/** `URL` has written numbers of every notation (`0x7f.1`, `2130706433`) as an ordinary address before. */
function isPrivateHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  if (host === 'localhost' || host.endsWith('.localhost')) return true
  const version = isIP(host)
  return version !== 0 && privateNetworks.check(host, version === 6 ? 'ipv6' : 'ipv4')
}
