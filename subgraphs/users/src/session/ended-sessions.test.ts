import { expect, test } from 'vitest'
import {
  decodeEndedCursor,
  encodeEndedCursor,
  nextPosition,
  pageSize,
  settleMs,
  startPosition,
} from './ended-sessions.ts'

const nowMs = 1_000_000_000
const fullPage = Array.from({ length: pageSize }, (_, index) => ({
  id: `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`,
  endedAtMs: nowMs - 10,
}))

test('starts early enough for every access token that can still be alive', () => {
  expect(startPosition(nowMs, 3_600_000).endedAtMs).toBe(nowMs - 3_600_000 - settleMs)
})

test('stays where ends may still appear, so that an end committed late is not missed', () => {
  const next = nextPosition(startPosition(nowMs, 3_600_000), [], nowMs)
  expect(next.endedAtMs).toBe(nowMs - settleMs)
})

test('goes on from the last session while pages are full, then back to when the first of them was read', () => {
  const second = nextPosition(startPosition(nowMs, 3_600_000), fullPage, nowMs)
  expect(second).toMatchObject(fullPage.at(-1) ?? {})
  const last = nextPosition(decodeEndedCursor(encodeEndedCursor(second)) ?? second, [], nowMs + 5000)
  expect(last).toMatchObject({ endedAtMs: nowMs - settleMs, runStartedAtMs: null })
})

test.each([
  '',
  'nonsense',
  'A'.repeat(500),
  Buffer.from('1:2:3').toString('base64url'),
])('knows that %s is no cursor', (cursor) => {
  expect(decodeEndedCursor(cursor)).toBeNull()
})
