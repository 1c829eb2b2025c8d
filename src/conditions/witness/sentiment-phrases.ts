/**
 * What people say with a sentiment, from plain to strong. They share few words, so that one of them avoids the keywords of a flow; which
 * of them has a sentiment, the lexicon decides.
 */
export const SENTIMENT_PHRASES: readonly string[] = [
  'The table is by the window.',
  'It came on Tuesday.',
  'Four of them were blue.',
  'This is wonderful!',
  'I love it',
  'What a delightful surprise',
  'Brilliant, excellent and beautiful!',
  'I am so happy and grateful!!!',
  'nice',
  'pleasant',
  'good',
  'This is terrible!',
  'I hate it',
  'What an awful mess',
  'Horrible, disgusting and pathetic!',
  'I am so angry and miserable!!!',
  'sad',
  'unpleasant',
  'bad',
]
