/** One server-sent event. */
export interface StreamEvent {
  /** Its type; `message` when it names none. */
  readonly event: string
  readonly data: string
}

/**
 * The events of a text/event-stream as the HTML standard reads them: lines end with LF, CR or both, lines of data join, comments and
 * unknown fields do not count, and what is not ended by an empty line is no event. Throws a RangeError when what
 * waits for its end is longer than `lengthMax` characters. Every piece, also one of comments only, yields, so that whoever reads knows the stream alive.
 */
export function parseEventStream(options: { readonly lengthMax: number }): (piece: string) => readonly StreamEvent[] {
  let line = ''
  let event = ''
  let data: string | null = null
  let endedWithCr = false

  /** Takes a whole line; the event when the line ends one. */
  function takeLine(text: string): StreamEvent | null {
    if (text === '') {
      const done = data === null ? null : { event: event === '' ? 'message' : event, data }
      event = ''
      data = null
      return done
    }
    const colon = text.indexOf(':')
    const field = colon === -1 ? text : text.slice(0, colon)
    const value = colon === -1 ? '' : text.slice(text[colon + 1] === ' ' ? colon + 2 : colon + 1)
    if (field === 'event') event = value
    if (field === 'data') data = data === null ? value : `${data}\n${value}`
    return null
  }

  return (piece) => {
    const events: StreamEvent[] = []
    // CR and LF may come apart.
    let start = endedWithCr && piece.startsWith('\n') ? 1 : 0
    if (piece !== '') endedWithCr = piece.endsWith('\r')
    for (let at = findEnd(piece, start); at !== -1; at = findEnd(piece, start)) {
      const done = takeLine(line + piece.slice(start, at))
      line = ''
      if (done !== null) events.push(done)
      start = piece[at] === '\r' && piece[at + 1] === '\n' ? at + 2 : at + 1
    }
    line += piece.slice(start)
    if (line.length + (data?.length ?? 0) > options.lengthMax) throw new RangeError('an event is too long')
    return events
  }
}

function findEnd(text: string, start: number): number {
  const lf = text.indexOf('\n', start)
  const cr = text.indexOf('\r', start)
  if (lf === -1 || cr === -1) return Math.max(lf, cr)
  return Math.min(lf, cr)
}
