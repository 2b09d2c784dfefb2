/**
 * What the router signs of a request whose body is bytes, for `signSubgraphRequest` and `verifySubgraphRequest`: method, path with
 * query, and the SHA-256 of the body in hexadecimal.
 */
export function bytesRequestText(request: {
  readonly method: string
  readonly path: string
  readonly sha256: string
}): string {
  return JSON.stringify([request.method, request.path, request.sha256])
}
