/**
 * The authorization of a WebSocket: browsers cannot set its headers, so it comes in the payload of `connection_init`, under the header's
 * name; else the header of the upgrade request counts. What is not text is passed on as text that no token is.
 */
export function readAuthorization(
  payload: Readonly<Record<string, unknown>> | undefined,
  header: string | undefined,
): string | undefined {
  const given = payload?.authorization ?? payload?.Authorization
  if (given === undefined || given === null) return header
  return typeof given === 'string' ? given : ''
}
