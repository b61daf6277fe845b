/** What people search for, by what is hard about it. The store's names are made of a dozen manners and 20 things, or a word of their own. */
export const searches: Readonly<Record<string, string>> = {
  "one word, in 5 % of names": "weather",
  "two words": "quiet notes",
  "several words, of name and developer": "swift recipes juniper",
  "a word's beginning": "podc",
  "a beginning that many words have": "pl",
  "two letters of a name, and a word": "qu notes",
  "rare, one developer's number": "works 77",
  "one app, by its package id": "",
  "in every app's summary": "every day",
  "in every app's description": "thing",
  "mistyped, two letters swapped": "weahter",
  "mistyped, a letter missing in each of two": "swft recpes",
  "none, and nothing near": "xylophonists",
  "long, with what no app has": "an app that plans my garden and tells me the weather every day of the week",
};
