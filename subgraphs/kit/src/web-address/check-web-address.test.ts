import { expect, test } from 'vitest'
import { checkWebAddress } from './check-web-address.ts'

const strict = { path: 'url', isHttpAllowed: false, isPrivateAllowed: false }
const loose = { path: 'url', isHttpAllowed: true, isPrivateAllowed: true }
const told = (address: string, rules = strict) => checkWebAddress(address, rules).map(({ reason }) => reason)

test.each([
  'https://example.com/a.jpg',
  'https://user.example.com:8443/@me?next=https://a:b@c',
  'https://8.8.8.8/a',
  'https://[2606:4700::1111]/a',
])('takes what everyone can open: %s', (address) => {
  expect(told(address)).toEqual([])
  expect(told(address, loose)).toEqual([])
})

test.each([
  'https://user:pw@example.com/a',
  'https://user@example.com/a',
  'https://:pw@example.com',
  'https:user:pw@h.example',
])('an address with a user name or a password is refused: %s', (address) => {
  for (const rules of [strict, loose])
    expect(told(address, rules)).toEqual(['must not hold a user name or a password.'])
})

test.each([
  'https://localhost/a',
  'https://router.localhost./a',
  'https://127.0.0.1',
  'https://0x7f.1',
  'https://2130706433/',
  'https://017700000001/',
  'https://10.1.2.3',
  'https://172.31.0.1',
  'https://192.168.1.1/admin?reboot=1',
  'https://169.254.169.254/latest/meta-data',
  'https://100.64.0.1',
  'https://0.0.0.0',
  'https://255.255.255.255',
  'https://[::1]/',
  'https://[::]/',
  'https://[fd00::1]/',
  'https://[fe80::1]/',
  'https://[::ffff:192.168.1.1]/',
])('an address in a private network is refused where readers open it by themselves: %s', (address) => {
  expect(told(address)).toEqual(['must be an address that everyone can reach.'])
  expect(told(address, loose)).toEqual([])
})

test.each([
  '',
  'example.com',
  'javascript:alert(1)',
  'ftp://example.com',
  'https://exa\tmple.com',
  'https://example.com/a\u0000',
  `https://example.com/${'a'.repeat(2000)}`,
])('what is no web address is refused: %j', (address) => {
  expect(told(address)).toEqual(['must be an https address of at most 2,000 characters.'])
  expect(told(address, loose)).toEqual(['must be an http:// or https:// address of at most 2,000 characters.'])
})

test('plain http is for those who allow it', () => {
  expect(told('http://example.com')).toHaveLength(1)
  expect(told('http://example.com', loose)).toEqual([])
})
