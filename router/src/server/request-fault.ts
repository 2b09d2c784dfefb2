/** What is wrong with a request before it is read, in words for its client. */
export interface RequestFault extends Error {
  readonly statusCode: number
  readonly isRequestFault: true
}

export function createRequestFault(statusCode: number, message: string): RequestFault {
  return Object.assign(new Error(message), { statusCode, isRequestFault: true as const })
}

export function isRequestFault(error: object): error is RequestFault {
  return 'isRequestFault' in error && error.isRequestFault === true
}
