import { expect, test } from 'vitest'
import { checkEmail } from './check-email.ts'

test.each([
  'ada@example.com',
  'Ada.Lovelace+home@mail.example.co.uk',
  "o'brien@example.org",
  'x@xn--bcher-kva.example',
  `${'a'.repeat(64)}@example.com`,
])('takes %s', (email) => {
  expect(checkEmail(email)).toBeNull()
})

test.each([
  '',
  'ada',
  '@example.com',
  'ada@',
  'ada@localhost',
  'ada@@example.com',
  'ada.@example.com',
  '.ada@example.com',
  'a..b@example.com',
  'ada@-example.com',
  'ada@example-.com',
  'ada@example..com',
  'ada@192.168.0.1',
  'ada @example.com',
  'ada@example.com\n',
  'ada\0@example.com',
  'Ada <ada@example.com>',
  `${'a'.repeat(65)}@example.com`,
  `ada@${'a'.repeat(64)}.com`,
  `ada@${'abcdefgh.'.repeat(40)}com`,
])('refuses %j', (email) => {
  expect(checkEmail(email)).toMatch(/^must /)
})
