/** An address as it may stand in a log: its first letter and its domain. */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@')
  return at < 1 ? '***' : `${address.slice(0, 1)}***${address.slice(at)}`
}

/** A text with every address in it masked, for example what a mail server answers. At most 300 characters, on one line. */
export function maskAddresses(text: string): string {
  return text
    .slice(0, 1_000)
    .replace(/[^\s<>@:;,"'()]+@[^\s<>@:;,"'()]+/g, maskAddress)
    .replace(/\p{Cc}+/gu, ' ')
    .slice(0, 300)
}
