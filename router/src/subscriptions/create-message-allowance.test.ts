import { expect, test } from 'vitest'
import { createMessageAllowance } from './create-message-allowance.ts'

const count = (allows: (characters: number) => boolean, messages: number, characters: number) =>
  Array.from({ length: messages }, () => allows(characters)).filter(Boolean).length

test('200 messages may come at once, and ten a second in time', () => {
  let nowMs = 0
  const allows = createMessageAllowance(() => nowMs)
  expect(count(allows, 200, 20)).toBe(200)
  nowMs += 3_000
  expect(count(allows, 40, 20)).toBe(30)
})

test('messages of 100 KB count for ten', () => {
  expect(
    count(
      createMessageAllowance(() => 0),
      200,
      99_999,
    ),
  ).toBe(20)
})
