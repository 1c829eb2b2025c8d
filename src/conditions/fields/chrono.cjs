let loaded

/**
 * Chrono is as many files as all of talkchart, and few flows ask for a day: it is loaded for the first of them. Only CommonJS can load a package
 * in the middle of a call in a way that every bundler follows.
 */
exports.chrono = () => {
  loaded ??= require('chrono-node')
  return loaded
}
