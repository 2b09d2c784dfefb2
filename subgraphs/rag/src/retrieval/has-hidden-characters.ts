/** Whether a text holds characters that nobody sees: zero-width and bidirectional ones, by which a quote could mislead. */
export function hasHiddenCharacters(text: string): boolean {
  return /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/u.test(
    text,
  )
}
