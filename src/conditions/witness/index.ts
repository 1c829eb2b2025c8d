export { type Alternative, alternativesOf, describeAlternative, isExercised } from './alternative.js'
export {
  answerHolds,
  evaluateIn,
  evaluatorIn,
  isAnsweredAlike,
  type ScriptedAnswer,
  type ScriptedCondition,
  type Situation,
  type WitnessOptions,
} from './scripted-answer.js'
export { SENTIMENT_PHRASES } from './sentiment-phrases.js'
export { likelySituations } from './solve.js'
export { nearMiss, situationWhere, type Witness, witnessesFor, witnessOf } from './witness.js'
