/** Stands for a country that nobody knew (CLDR: unknown region): part of keys, so never null. */
export const unknownCountry = "ZZ";
