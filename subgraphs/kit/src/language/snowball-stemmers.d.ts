declare module 'snowball-stemmers' {
  type Stemmer = { stem(word: string): string }
  const snowball: { newStemmer(algorithm: string): Stemmer; algorithms(): string[] }
  // biome-ignore lint/style/noDefaultExport: it is a CommonJS package, whose exports an ES module sees as the default
  export default snowball
}
