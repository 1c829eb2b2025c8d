let lexicon

/**
 * The lexicon takes longer to load than XState, and few flows ask for a sentiment: it is loaded for the first of them. Only CommonJS can load a
 * package in the middle of a call in a way that every bundler follows.
 */
exports.scoreOf = (text) => {
  lexicon ??= require('vader-sentiment').SentimentIntensityAnalyzer
  return lexicon.polarity_scores(text).compound
}
