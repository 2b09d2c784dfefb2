/**
 * Share of the words against the vectors. Measured with the local vectors: on documents .65 for the words is best (docs of the evaluation); on
 * 700 listings that the vectors were not trained on, finding a listing by its title gives a mean reciprocal rank of .12 with .2 for the words, .15
 * with .3, .19 with .5, .21 with .65 and .22 with .8. Domain.md's .5/.2/.3 suit neural vectors; here all three are higher, in
 * the same order: the vaguer the query, the more the vectors count.
 */
export const lexicalShares = { FILTER: 0.8, SEMANTIC: 0.5, BOTH: 0.65 } as const

/** The same for passages of documents. */
export const passageLexicalShare = 0.65
