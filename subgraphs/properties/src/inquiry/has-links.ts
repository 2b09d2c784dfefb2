/** A scheme, `www.`, an address of a mailbox, or a name that ends as domains do, before a path or at a word's end. */
const link =
  /\b[a-z][a-z0-9+.-]{1,20}:\/\/\S|\bwww\.\S|[^\s@]@[^\s@]+\.[a-z]{2,}|\b[a-z0-9-]{2,63}(?:\.[a-z0-9-]{2,63}){0,4}\.(?:com|net|org|info|biz|io|co|app|dev|xyz|top|shop|site|online|link|click|me|ly|gl|eu|uk|de|fr|es|it|nl|vn|ru|cn|us)(?=[/\s?#:,;!)]|\.?$|\.\s)/im

/** Whether a message has web addresses or e-mail addresses in it. */
export function hasLinks(text: string): boolean {
  return link.test(text)
}
