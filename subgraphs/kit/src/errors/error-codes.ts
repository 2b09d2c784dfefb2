/** One entry of the registry: what a code means, for whom, and what to do about it. */
export interface ErrorCode {
  /** HTTP status when the error refuses the whole request; a field's error leaves the response at 200. */
  readonly status: number
  readonly meaning: string
  readonly action: string
}

/**
 * Every `extensions.code` a client can see. Anything else is masked as INTERNAL_SERVER_ERROR. `docs/errors.md` is
 * generated from this. Names follow Apollo Router and Apollo Server where they have one.
 */
export const errorCodes = {
  GRAPHQL_PARSE_FAILED: {
    status: 400,
    meaning: 'The document is not GraphQL.',
    action: 'Correct the syntax at the location named.',
  },
  GRAPHQL_VALIDATION_FAILED: {
    status: 400,
    meaning: 'The operation does not fit the schema.',
    action: 'Correct the field or argument named.',
  },
  BAD_REQUEST: {
    status: 400,
    meaning: 'The HTTP request is not a GraphQL request.',
    action: 'Send a JSON body with `query`, as the message says.',
  },
  BAD_USER_INPUT: {
    status: 200,
    meaning:
      'An argument has a value that cannot be used; `extensions.problems` lists every one with path and reason, those of a listing also with the layer of checks that found it.',
    action: 'Correct the values and send again.',
  },
  OPERATION_RESOLUTION_FAILURE: {
    status: 400,
    meaning: 'The document has no operation of that name, or several and none was named.',
    action: 'Send the right `operationName`.',
  },
  PERSISTED_QUERY_NOT_FOUND: {
    status: 200,
    meaning: 'The router does not know this hash yet.',
    action: 'Send the query together with its hash.',
  },
  PERSISTED_QUERY_NOT_SUPPORTED: {
    status: 200,
    meaning: 'Automatic persisted queries are off.',
    action: 'Send the whole query.',
  },
  PERSISTED_QUERY_NOT_IN_LIST: {
    status: 404,
    meaning: 'No trusted document has this id, and clients register none here.',
    action: 'Register the document with the router, then send its id.',
  },
  QUERY_NOT_IN_SAFELIST: {
    status: 403,
    meaning: 'The router runs trusted documents only, and this is none of them.',
    action: 'Register the document, or send one that is.',
  },
  UNAUTHENTICATED: {
    status: 401,
    meaning: 'The token is missing where one is needed, malformed, expired, or its session has ended.',
    action: 'Refresh the token or sign in again.',
  },
  UNAUTHORIZED_FIELD_OR_TYPE: {
    status: 200,
    meaning: 'The viewer may not see this field; it is null and was never fetched.',
    action: 'Leave the field out, sign in, or ask for the scope named.',
  },
  FORBIDDEN: { status: 200, meaning: 'The viewer may not do this to this thing.', action: 'Use an account that may.' },
  NOT_FOUND: { status: 200, meaning: 'There is no such thing, or the viewer may not see it.', action: 'Check the id.' },
  CONFLICT: {
    status: 200,
    meaning: 'It changed since it was read; `extensions.currentVersion` tells its version.',
    action: 'Read it again and repeat the change.',
  },
  INVALID_TRANSITION: {
    status: 200,
    meaning: 'A listing cannot go from its status to that one; `extensions.allowed` lists what it can.',
    action: 'Choose an allowed status.',
  },
  INVALID_CREDENTIALS: {
    status: 200,
    meaning: 'The address or the password is wrong.',
    action: 'Try again; after several failures sign-in is locked for a while.',
  },
  ACCOUNT_LOCKED: {
    status: 200,
    meaning: 'Too many failed sign-ins; `extensions.retryAfterSeconds` tells how long to wait.',
    action: 'Wait, then try again.',
  },
  VERIFICATION_REQUIRED: {
    status: 200,
    meaning: 'The e-mail address has to be confirmed first; a mail was sent to it when it was registered.',
    action: 'Follow the link in the mail, then sign in; `requestEmailVerification` sends another.',
  },
  INVALID_TOKEN: {
    status: 200,
    meaning: 'The token of a mail is unknown, expired or used before.',
    action: 'Ask for a new mail.',
  },
  INVALID_REFRESH_TOKEN: {
    status: 200,
    meaning: 'The refresh token is unknown, expired or used before.',
    action: 'Sign in again.',
  },
  RATE_LIMITED: {
    status: 429,
    meaning: 'Too many requests or too many uses of a field.',
    action: 'Wait as `Retry-After` or `extensions.retryAfterSeconds` says.',
  },
  COST_ESTIMATED_TOO_EXPENSIVE: {
    status: 400,
    meaning: 'The operation may cost more than one operation may; `extensions.cost` tells both.',
    action: 'Ask for fewer items or fields.',
  },
  SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE: {
    status: 200,
    meaning:
      'The operation may cost more in one backend than one may; `extensions.cost` tells both; its fields are null.',
    action: 'Ask for fewer items or fields of that backend.',
  },
  THROTTLED: {
    status: 429,
    meaning: 'The budget for the cost of operations does not hold this one now; `extensions.cost` tells both.',
    action: 'Wait as `Retry-After` or `extensions.retryAfterSeconds` says, or ask for less.',
  },
  OPERATION_LIMIT_EXCEEDED: {
    status: 400,
    meaning: 'The operation is larger than allowed in the way the message names.',
    action: 'Split or simplify it.',
  },
  INTROSPECTION_DISABLED: {
    status: 400,
    meaning: 'Introspection is off here.',
    action: 'Use the published api.graphql.',
  },
  SUBREQUEST_HTTP_ERROR: {
    status: 200,
    meaning: 'A backend could not be reached or answered nonsense; its fields are null.',
    action: 'Try again later.',
  },
  GATEWAY_TIMEOUT: {
    status: 200,
    meaning: 'A backend took too long; its fields are null.',
    action: 'Try again later or ask for less.',
  },
  SUBSCRIPTION_MAX_LIMIT: {
    status: 429,
    meaning: 'The viewer, the address or the connection has as many subscriptions as allowed.',
    action: 'End one, then subscribe again.',
  },
  SUBSCRIPTION_TOO_SLOW: {
    status: 200,
    meaning: 'Events came faster than the client took them; the subscription has ended and some are lost.',
    action: 'Read the current state, then subscribe again.',
  },
  SUBSCRIPTION_SCHEMA_RELOAD: {
    status: 200,
    meaning: 'The router serves another supergraph now; the subscription has ended.',
    action: 'Subscribe again.',
  },
  SERVICE_UNAVAILABLE: {
    status: 503,
    meaning: 'The router is starting or stopping, has no supergraph, or cannot check tokens or limits at the moment.',
    action: 'Try again in a few seconds.',
  },
  INTERNAL_SERVER_ERROR: {
    status: 200,
    meaning: 'Something failed that the client cannot help; it was logged under `extensions.requestId`.',
    action: 'Try again; report the request id if it stays.',
  },
} as const satisfies Record<string, ErrorCode>

/** A registered code. */
export type ErrorCodeName = keyof typeof errorCodes
