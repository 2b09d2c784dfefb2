import { array, assert, constantFrom, integer, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { parseEventStream } from './parse-event-stream.ts'

const parse = (pieces: readonly string[], lengthMax = 1_000) => {
  const take = parseEventStream({ lengthMax })
  return pieces.flatMap((piece) => [...take(piece)])
}

test('reads events as the standard has them', () => {
  expect(parse(['event: next\ndata: {"a":1}\n\n'])).toEqual([{ event: 'next', data: '{"a":1}' }])
  expect(parse(['data:one\ndata: two\nid: 7\nretry: 1\n: comment\n\n'])).toEqual([
    { event: 'message', data: 'one\ntwo' },
  ])
  expect(parse([':\n\n\n\nevent: next\n\n', 'data\n\n'])).toEqual([{ event: 'message', data: '' }])
  expect(parse(['event: complete\ndata:\n\n'])).toEqual([{ event: 'complete', data: '' }])
  expect(parse(['data: not ended\n'])).toEqual([])
})

test('it does not matter how the text is cut, nor how its lines end', () => {
  const event = string({ maxLength: 20 }).map((text) => text.replace(/[\r\n]/g, ''))
  assert(
    property(
      array(event, { maxLength: 5 }),
      constantFrom('\n', '\r', '\r\n'),
      array(integer({ min: 1, max: 7 })),
      (texts, end, cuts) => {
        const whole = texts.map((text) => `event: next${end}data: ${text}${end}${end}`).join('')
        const pieces: string[] = []
        let at = 0
        for (const length of cuts) {
          pieces.push(whole.slice(at, at + length))
          at += length
        }
        pieces.push(whole.slice(at))
        // The last CR may yet be followed by LF: that is no line of its own.
        expect(parse(pieces)).toEqual(texts.map((data) => ({ event: 'next', data })))
      },
    ),
  )
})

test('what has no end is not kept for ever', () => {
  expect(() => parse(['data: ', 'a'.repeat(600), 'a'.repeat(600)])).toThrow(RangeError)
  expect(() => parse(Array.from({ length: 40 }, () => `data: ${'a'.repeat(50)}\n`))).toThrow(RangeError)
})
