import { expect, test } from 'vitest'
import { checkPassword } from './check-password.ts'
import { loadCommonPasswords } from './load-common-passwords.ts'

const isCommon = loadCommonPasswords()
const check = (password: string, email = 'ada.lovelace@example.com') => checkPassword(password, email, isCommon)

test.each(['plover-kettle-97', '8 chars!', '🦆🦆🦆🦆🦆🦆🦆🦆', 'x'.repeat(255).concat('y')])('takes %s', (password) => {
  expect(check(password)).toEqual([])
})

test('counts characters, not code units, from 8 to 256', () => {
  expect(check('🦆🦆🦆🦆')).toEqual(['must have at least 8 characters.'])
  expect(check('🦆'.repeat(256))).toEqual([])
  expect(check('🦆'.repeat(257))).toEqual(['must have at most 256 characters.'])
})

test.each([
  'password',
  'PassWord123',
  '12345678',
  'qwertyuiop',
  'iloveyou1',
  'contrasen\u0303a',
])('refuses the common %s in any case', (password) => {
  expect(check(password)).toEqual(['is one of the most common passwords; choose another.'])
})

test('refuses the e-mail address and the name in it', () => {
  expect(check('Ada.Lovelace@Example.com')).toEqual(['must not be the e-mail address.'])
  expect(check('ADA.LOVELACE')).toEqual(['must not be the e-mail address.'])
})

test('tells every reason at once', () => {
  expect(check('ada', 'ada@example.com')).toEqual([
    'must have at least 8 characters.',
    'must not be the e-mail address.',
  ])
})
