// Breaks: deltas-are-made-in-their-own-process
import { makeDelta } from "@mosis/delta";

export const make = makeDelta;
