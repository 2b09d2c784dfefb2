const lengthMax = 200

/**
 * What a client calls itself (`User-Agent`), fit for a header, a table and a page: printable ASCII only, 200 characters at
 * most. Empty when it says nothing. Anybody can call itself anything: it is shown, and decides nothing.
 */
export function readDevice(value: string | readonly string[] | undefined): string {
  const text = typeof value === 'string' ? value : (value?.[0] ?? '')
  // Cut before it is cleaned: what a client sends may be long. Trimmed last, as transports trim headers and the signature covers them.
  return text
    .slice(0, 4 * lengthMax)
    .replace(/[^\x20-\x7e]/g, '')
    .trim()
    .slice(0, lengthMax)
    .trim()
}
