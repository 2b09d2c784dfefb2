/**
 * The results of an operation as server-sent events (graphql-sse), for GraphiQL: with the headers that a WebSocket of a browser cannot have.
 * `return` leaves the stream at once, also while nothing happens.
 */
export function streamEvents(url, operation, headers = {}) {
  const leaving = new AbortController()
  const results = read(url, operation, headers, leaving.signal)
  const stream = {
    next: () => results.next(),
    return() {
      leaving.abort()
      return results.return()
    },
    [Symbol.asyncIterator]: () => stream,
  }
  return stream
}

async function* read(url, operation, headers, signal) {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify(operation),
      signal,
    })
    if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
      yield await response.json()
      return
    }
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    for (;;) {
      const { value, done } = await reader.read()
      if (done) return
      const events = (text + value).split('\n\n')
      text = events.pop()
      for (const event of events) {
        const [, type, data] = /^event: (next|complete)\ndata: ?(.*)$/.exec(event) ?? []
        if (type === 'complete') return
        if (type === 'next') yield JSON.parse(data)
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
