const events = 'text/event-stream'
const single = /^(application\/(graphql-response\+)?json|application\/\*|\*\/\*|text\/html)$/

/**
 * Whether a client wants its answer as a stream of events: its `accept` names `text/event-stream` and nothing that one JSON answer would
 * do for. Clients that name both, as urql does for queries, get JSON.
 */
export function acceptsEvents(accept: string | undefined): boolean {
  const types = (accept ?? '').split(',').map((part) => part.split(';', 1)[0]?.trim().toLowerCase() ?? '')
  return types.includes(events) && !types.some((type) => single.test(type))
}
