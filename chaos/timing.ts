/**
 * How long a job of a dead worker waits for another one, milliseconds. In service it is ten times that; shorter here,
 * so that a run of thousands of deaths ends before the day does.
 */
export const lockMs = 4_500;

/** The longest that anything may stand between two states once no more faults come, milliseconds. */
export const quietMs = 5 * 60 * 1000;
