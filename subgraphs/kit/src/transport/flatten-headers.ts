/** Headers of a server's response as an HTTP client has them. */
export function flattenHeaders(
  headers: Readonly<Record<string, unknown>>,
): Record<string, string | string[] | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map(String) : value === undefined ? undefined : String(value),
    ]),
  )
}
