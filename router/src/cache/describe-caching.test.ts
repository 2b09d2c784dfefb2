import { expect, test } from 'vitest'
import { combinePolicies } from './cache-policy.ts'
import { describeCaching } from './describe-caching.ts'
import { readCacheControl } from './read-cache-control.ts'

const query = { isQuery: true, hasErrors: false, isSignedIn: false }
const policy = { remainingSeconds: 50, ageSeconds: 10, isPrivate: false }
const noStore = { 'cache-control': 'no-store' }

test('an answer is as fresh as its stalest part, and private when a part is', () => {
  const whole = combinePolicies(policy, { remainingSeconds: 20, ageSeconds: 0, isPrivate: true })
  expect(describeCaching(whole, query)).toEqual({ 'cache-control': 'max-age=30, private', age: '10' })
})

test('what anyone may see is public, but to who is signed in private: other caches check no permissions', () => {
  expect(describeCaching(policy, query)).toEqual({ 'cache-control': 'max-age=60, public', age: '10' })
  expect(describeCaching(policy, { ...query, isSignedIn: true })['cache-control']).toBe('max-age=60, private')
})

test('nothing else may be kept', () => {
  expect(describeCaching(null, query)).toEqual(noStore)
  expect(describeCaching({ ...policy, remainingSeconds: 0 }, query)).toEqual(noStore)
  expect(describeCaching(policy, { ...query, hasErrors: true })).toEqual(noStore)
  expect(describeCaching(policy, { ...query, isQuery: false })).toEqual(noStore)
})

test.each([
  ['max-age=60, public', 60, false],
  ['Public, Max-Age="60"', 60, false],
  ['max-age=60, s-maxage=20, public', 20, false],
  ['max-age=60, s-maxage=20', 60, true],
  ['max-age=60, max-age=5, public', 5, false],
  ['max-age=60, public, private', 60, true],
  ['max-age=9999999, public', 3_600, false],
])('%s is %i seconds, private: %s', (header, remainingSeconds, isPrivate) => {
  expect(readCacheControl(header, 3_600)).toEqual({ remainingSeconds, ageSeconds: 0, isPrivate })
})
