/** Channels of PostgreSQL's NOTIFY. What is sent in a transaction arrives when, and only if, it commits. */
export const outboxChannel = "mosis_outbox";
/** Triggers tell here of every change of a version, an icon or an app's screenshots, with its topic. */
export const changesChannel = "mosis_changes";
